package ripcord.server.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import ripcord.server.metrics.Metrics;

/// Answers to what is not even a request: the HTTP server refuses it before any route sees it. Counted, and not logged:
/// anybody can send such, as fast as they like.
final class DirectAnswers implements DirectHandler {
    private final RequestIds ids;
    private final Metrics metrics;

    DirectAnswers(RequestIds ids, Metrics metrics) {
        this.ids = ids;
        this.metrics = metrics;
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType eventType,
            Status defaultStatus,
            ServerResponseHeaders responseHeaders,
            String message) {
        var code = code(defaultStatus);
        metrics.unrouted(code.status());
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

    /// What the HTTP server takes for a fault of its own is a head that breaks off or cannot be read: [Dispatcher] lets
    /// none of ours out.
    private static Code code(Status status) {
        return switch (status.code()) {
            case 413 -> Code.TOO_LARGE;
            case 503 -> Code.UNAVAILABLE;
            case 505 -> Code.HTTP_VERSION_NOT_SUPPORTED;
            default -> Code.MALFORMED;
        };
    }
}
