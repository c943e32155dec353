package ripcord.server.http;

import io.helidon.http.HeaderNames;
import java.util.List;
import java.util.stream.Collectors;

/// How a route writes that a request was not done.
enum ErrorStyle {
    /// RFC 9457.
    PROBLEM {
        @Override
        Answer answer(Refusal refusal, String requestId) {
            var code = refusal.code();
            var answer = Answer.problem(code.status(), Json.object(json -> {
                json.writeStringProperty("type", "urn:ripcord:error:" + code.wireName());
                json.writeStringProperty("title", code.title());
                json.writeNumberProperty("status", code.status());
                json.writeStringProperty("code", code.wireName());
                if (!refusal.faults().isEmpty()) {
                    Json.objects(json, "errors", mostOf(refusal.faults()), (each, fault) -> {
                        each.writeStringProperty("field", fault.field());
                        each.writeStringProperty("expected", fault.expected());
                    });
                }
                json.writeStringProperty("request_id", requestId);
            }));
            return code == Code.UNAUTHORIZED
                    ? answer.with(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"ripcord\"")
                    : retryable(answer, refusal);
        }
    },

    /// RFC 6749 §5.2, for all that concerns the request itself.
    OAUTH {
        @Override
        Answer answer(Refusal refusal, String requestId) {
            var code = refusal.code();
            return switch (code) {
                case MALFORMED, INVALID, UNSUPPORTED_MEDIA_TYPE ->
                    oauth(400, "invalid_request", description(refusal.faults()));
                case TOO_LARGE -> oauth(413, "invalid_request", "the body is over 64 KiB");
                case UNAUTHORIZED ->
                    oauth(401, "invalid_client", "")
                            .with(HeaderNames.WWW_AUTHENTICATE, "Basic realm=\"ripcord\", charset=\"UTF-8\"");
                case SIGNED_OUT -> oauth(400, "invalid_grant", "");
                case FORBIDDEN -> oauth(403, "insufficient_scope", "");
                case TENANT_SUSPENDED -> oauth(403, "access_denied", "the tenant is suspended");
                case RATE_LIMITED -> retryable(oauth(429, "temporarily_unavailable", ""), refusal);
                case UNAVAILABLE, OUTCOME_UNKNOWN -> retryable(oauth(503, "temporarily_unavailable", ""), refusal);
                case NO_CREDENTIALS,
                        SUPERSEDED,
                        CROSS_SITE,
                        NOT_FOUND,
                        METHOD_NOT_ALLOWED,
                        TENANT_EXISTS,
                        TENANT_ID_USED,
                        QUOTA_EXCEEDED,
                        SUBJECT_DISABLED,
                        TOO_MANY_SESSIONS,
                        HTTP_VERSION_NOT_SUPPORTED,
                        NO_FEED,
                        SESSION_ENDED,
                        LAST_API_KEY,
                        PRECONDITION_FAILED,
                        IDEMPOTENCY_KEY_REUSED,
                        TOO_MANY_REQUESTS,
                        INTERNAL -> PROBLEM.answer(refusal, requestId);
            };
        }
    };

    private static final int MOST_FAULTS = 100;
    private static final int LONGEST_DESCRIPTION = 300;

    abstract Answer answer(Refusal refusal, String requestId);

    /// An OAuth error.
    ///
    /// @param description empty if the error says it all
    static Answer oauth(int status, String error, String description) {
        return Answer.json(status, Json.object(json -> {
            json.writeStringProperty("error", error);
            Json.optional(json, "error_description", description);
        }));
    }

    private static List<Fault> mostOf(List<Fault> faults) {
        return faults.subList(0, Math.min(faults.size(), MOST_FAULTS));
    }

    /// RFC 6749 allows neither quotation marks nor backslashes, and nothing outside ASCII.
    private static String description(List<Fault> faults) {
        var all = faults.stream()
                .map(fault -> fault.field() + ": expected " + fault.expected())
                .collect(Collectors.joining("; "))
                .replaceAll("[^\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]", "?");
        return all.length() <= LONGEST_DESCRIPTION ? all : all.substring(0, LONGEST_DESCRIPTION);
    }

    private static Answer retryable(Answer answer, Refusal refusal) {
        return switch (refusal.code()) {
            case UNAVAILABLE, OUTCOME_UNKNOWN, TOO_MANY_REQUESTS, RATE_LIMITED ->
                answer.with(HeaderNames.RETRY_AFTER, Long.toString(refusal.retrySeconds()));
            default -> answer;
        };
    }
}
