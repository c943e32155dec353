package ripcord.server.cli;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What is said when the server did not do what it was asked, or is not there.
final class Refusals {
    private static final String WHERE = "--url or RIPCORD_URL says where it is";

    private Refusals() {}

    /// @param server the server's address
    /// @param key    where the API key is
    static Failure of(HttpResponse<byte[]> response, Ask ask, String server, String key) {
        var problem = Doc.read(response.body()).orElse(new Doc(null));
        var code = problem.text(problem.at("error").isThere() ? "error" : "code");
        if (code.isEmpty()) {
            return isNoRipcord(response);
        }
        var faults = problem.at("errors").items().stream()
                .map(fault -> new Failure.Fault(fault.text("field"), fault.text("expected")))
                .toList();
        return Failure.refused(
                message(code, problem, ask, new Asked(server, key)),
                new Failure.Refusal(code, faults, problem.text("request_id")));
    }

    private record Asked(String server, String key) {}

    private static String message(String code, Doc problem, Ask ask, Asked asked) {
        return switch (code) {
            case "unauthorized", "invalid_client" ->
                asked.server + " does not know the API key in " + asked.key
                        + " (expected: one that it made, neither deleted nor over; --key-file or RIPCORD_KEY_FILE"
                        + " names another)";
            case "forbidden", "insufficient_scope" ->
                "the API key in " + asked.key + " lacks the right "
                        + ask.right().wireName()
                        + " that this needs, or has it for other tenants only (ripcord api-key list shows the keys)";
            case "not_found" -> "not found: " + ask.what() + " (is every name and id right?)";
            case "method_not_allowed" ->
                "this server is too old for " + ask.what() + " (expected: one like this ripcord)";
            case "unavailable" ->
                "the server's store does not answer, or the server is stopping; nothing was done (try again)";
            case "outcome_unknown" -> "the store did not say whether it was done (look, then repeat)";
            default -> said(code, problem);
        };
    }

    private static String said(String code, Doc problem) {
        var title = problem.text("title");
        var detail = problem.text(problem.at("error").isThere() ? "error_description" : "detail");
        var said = "the server refused: " + (title.isEmpty() ? code : title + " (" + code + ")");
        return Plain.message(detail.isEmpty() ? said : said + ": " + detail);
    }

    /// What answered is something else.
    static Failure isNoRipcord(HttpResponse<byte[]> response) {
        var type = response.headers().firstValue("Content-Type").orElse("nothing");
        var uri = response.uri();
        return Failure.unreachable(uri.getScheme() + "://" + uri.getAuthority() + " answered "
                + response.statusCode() + " with " + Plain.message(type)
                + ": that is no Ripcord (a proxy in between, or another program? " + WHERE + ")");
    }

    /// What went wrong on the way.
    static Failure of(Throwable cause, String server) {
        return Failure.unreachable(server + " cannot be reached: " + why(cause) + " (" + advice(cause) + ")");
    }

    private static String why(@Nullable Throwable cause) {
        if (cause instanceof HttpConnectTimeoutException) {
            return "nothing answers at that address";
        }
        if (cause instanceof ConnectException) {
            return cause.getCause() instanceof UnresolvedAddressException
                    ? "there is no such host"
                    : "connection refused";
        }
        if (cause instanceof UnknownHostException) {
            return "there is no such host";
        }
        if (cause instanceof SSLException) {
            return "TLS: " + Plain.message(String.valueOf(cause.getMessage()));
        }
        if (cause instanceof EOFException || (cause instanceof IOException && cause.getMessage() == null)) {
            return "the connection was closed without an answer";
        }
        return Plain.message(String.valueOf(cause == null ? "no reason" : cause.getMessage()));
    }

    private static String advice(@Nullable Throwable cause) {
        if (!(cause instanceof SSLException)) {
            return "is it running? ripcord serve starts it; " + WHERE;
        }
        return String.valueOf(cause.getMessage()).contains("plaintext")
                ? "no TLS there: http:// in place of https://?"
                : "expected: a certificate for this host that this JVM trusts; RIPCORD_JAVA_OPTIONS="
                        + "-Djavax.net.ssl.trustStore=FILE names others";
    }
}
