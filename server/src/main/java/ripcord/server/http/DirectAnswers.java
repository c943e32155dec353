package ripcord.server.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;

/// Answers to what is not even a request: the HTTP server refuses it before any route sees it.
final class DirectAnswers implements DirectHandler {
    private final RequestIds ids;

    DirectAnswers(RequestIds ids) {
        this.ids = ids;
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType eventType,
            Status defaultStatus,
            ServerResponseHeaders responseHeaders,
            String message) {
        var code = code(defaultStatus);
        var id = ids.next();
        var body = ErrorStyle.PROBLEM.answer(Refusal.of(code), id);
        return TransportResponse.builder()
                .status(Status.create(code.status()))
                .header(HeaderValues.create("X-Request-Id", id))
                .header(HeaderValues.X_CONTENT_TYPE_OPTIONS_NOSNIFF)
                .header(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"))
                .header(HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/problem+json"))
                .keepAlive(false)
                .entity(body.body())
                .build();
    }

    private static Code code(Status status) {
        return switch (status.code()) {
            case 413 -> Code.TOO_LARGE;
            case 503 -> Code.UNAVAILABLE;
            case 505 -> Code.HTTP_VERSION_NOT_SUPPORTED;
            default -> status.code() < 500 ? Code.MALFORMED : Code.INTERNAL;
        };
    }
}
