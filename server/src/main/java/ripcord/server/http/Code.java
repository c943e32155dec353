package ripcord.server.http;

import java.util.Locale;

/// Why a request was not done. Stable: `spec/errors.md` says what each means and what to do.
enum Code {
    MALFORMED(400, "The request cannot be read"),
    UNAUTHORIZED(401, "An API key is needed"),
    NO_CREDENTIALS(401, "Nobody is signed in"),
    SIGNED_OUT(401, "Nobody is signed in any more"),
    SUPERSEDED(401, "The session was renewed; this credential is from before"),
    FORBIDDEN(403, "The API key does not allow this"),
    TENANT_SUSPENDED(403, "The tenant is suspended"),
    CROSS_SITE(403, "The request may come from another site"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "The path does not take this method"),
    TENANT_EXISTS(409, "The tenant id is taken"),
    TENANT_ID_USED(409, "A deleted tenant had this id"),
    SUBJECT_DISABLED(409, "The subject is disabled"),
    TOO_MANY_SESSIONS(409, "The subject has as many sessions as the policy allows"),
    NO_FEED(409, "The tenant's revocation strategy has no feed"),
    SESSION_ENDED(409, "The session is over"),
    LAST_API_KEY(409, "No other API key may do everything"),
    PRECONDITION_FAILED(412, "It has changed since"),
    TOO_LARGE(413, "The body is over 64 KiB"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body is not declared as it must be"),
    INVALID(422, "Some values are not acceptable"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key came with another body"),
    QUOTA_EXCEEDED(409, "The tenant has as many as it may have"),
    RATE_LIMITED(429, "The tenant asks too much at a time"),
    TOO_MANY_REQUESTS(429, "Too many at a time"),
    INTERNAL(500, "A bug in the server"),
    UNAVAILABLE(503, "The store does not answer, or the server is stopping; nothing was done"),
    OUTCOME_UNKNOWN(503, "The store did not say whether it was done"),
    HTTP_VERSION_NOT_SUPPORTED(505, "HTTP/1.1 or newer is needed");

    private final int status;
    private final String title;
    private final String wireName = name().toLowerCase(Locale.ROOT);

    Code(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    /// For people; may change.
    String title() {
        return title;
    }

    /// As JSON holds it.
    String wireName() {
        return wireName;
    }
}
