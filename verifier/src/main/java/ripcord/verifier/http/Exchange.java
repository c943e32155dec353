package ripcord.verifier.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its whole answer. A server or a proxy may close a kept connection at the moment when the next request
 * is sent on it (RFC 9112, section 9.3.1): the request was lost, and is sent once more, on another connection. Java's
 * client does so by itself for GET alone, since it cannot know what else may be repeated.
 */
final class Exchange {
    private final HttpClient client;
    private final HttpRequest request;
    private final int largestAnswer;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private volatile boolean begun;
    private volatile @Nullable CompletableFuture<?> sent;

    /** @param request one that may be repeated */
    Exchange(HttpClient client, HttpRequest request, int largestAnswer) {
        this.client = client;
        this.request = request;
        this.largestAnswer = largestAnswer;
    }

    /** Sends it. The time counts for both tries together. */
    CompletableFuture<Answer> within(Duration deadline) {
        send(!request.method().equals("GET"));
        return answer.orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS).whenComplete((done, fault) -> cancel());
    }

    private void send(boolean again) {
        CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(request, info -> {
            begun = true;
            return new LimitedBody(largestAnswer);
        });
        sent = exchange;
        if (answer.isDone()) {
            // It was late while this was being sent.
            exchange.cancel(true);
        }
        var unused = exchange.whenComplete((response, fault) -> {
            if (fault == null) {
                answer.complete(new Answer(response.statusCode(), response.headers(), response.body()));
            } else if (again && isLost(Fault.unwrapped(fault)) && !answer.isDone()) {
                send(false);
            } else {
                answer.completeExceptionally(fault);
            }
        });
    }

    /** Whether the connection was there, and ended before any of the answer came. */
    private boolean isLost(Throwable fault) {
        return !begun
                && fault instanceof IOException
                && !(fault instanceof ConnectException)
                && !(fault instanceof HttpTimeoutException)
                && !(fault instanceof SSLException);
    }

    private void cancel() {
        CompletableFuture<?> last = sent;
        if (last != null) {
            last.cancel(true);
        }
    }
}
