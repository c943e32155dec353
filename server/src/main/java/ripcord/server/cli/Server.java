package ripcord.server.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import ripcord.server.load.Endpoint;

/// The server that commands talk to, over HTTP. Every call has a deadline. Follows no redirect: they would take the
/// API key elsewhere.
final class Server {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final URI url;
    private final KeyFile key;
    private final Duration timeout;
    private final World world;
    private final HttpClient client;

    /// @param url     without a slash at its end
    /// @param timeout of a call that is asked to wait for nothing
    Server(URI url, KeyFile key, Duration timeout, World world) {
        this.url = url;
        this.key = key;
        this.timeout = timeout;
        this.world = world;
        this.client = client(url);
    }

    private static HttpClient client(URI url) {
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
        return url.getScheme().equals("https")
                ? builder.build()
                : builder.sslContext(withoutCertificates()).build();
    }

    /// Without TLS there is no need to read what certificates this machine trusts, which takes longer than the call.
    private static SSLContext withoutCertificates() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /// For messages.
    String url() {
        return url.toString();
    }

    /// For whoever asks more than this class can.
    Endpoint endpoint() {
        return Endpoint.of(url, timeout);
    }

    /// What stands in the header `Authorization`. Called where requests are made.
    String authorization() {
        return "Bearer " + key.reveal();
    }

    /// Asks, and reads the whole answer.
    ///
    /// @throws Failure if the server refuses or is not there
    Reply send(Ask ask) {
        var response = exchange(ask, BodyHandlers.ofByteArray(), "waiting for the server");
        if (response.statusCode() >= 300) {
            throw Refusals.of(response, ask, url(), key.where());
        }
        return Reply.of(response);
    }

    /// Asks, and hands the answer over in pieces as it comes.
    ///
    /// @throws Failure if the server refuses, is not there, or falls silent
    void stream(Ask ask, Pieces pieces) {
        BodyHandler<byte[]> handler = answer -> answer.statusCode() < 300
                ? HttpResponse.BodySubscribers.mapping(
                        HttpResponse.BodySubscribers.ofByteArrayConsumer(piece -> piece.ifPresent(pieces::take)),
                        _ -> new byte[0])
                : HttpResponse.BodySubscribers.ofByteArray();
        var response = exchange(ask, handler, "receiving");
        if (response.statusCode() >= 300) {
            throw Refusals.of(response, ask, url(), key.where());
        }
    }

    /// Takes what came.
    @FunctionalInterface
    interface Pieces {
        void take(byte[] piece);
    }

    private HttpResponse<byte[]> exchange(Ask ask, BodyHandler<byte[]> handler, String doing) {
        var future = client.sendAsync(request(ask), handler);
        var deadline = timeout.plus(ask.patience());
        try (var progress = new Progress(world, ask.patience().isZero() ? doing : "waiting for verifiers")) {
            while (true) {
                try {
                    return future.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    giveUpAfter(deadline, progress.elapsed(), future);
                    progress.show();
                }
            }
        } catch (ExecutionException e) {
            throw Refusals.of(e.getCause() == null ? e : e.getCause(), url());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("interrupted");
        }
    }

    private void giveUpAfter(Duration deadline, Duration elapsed, CompletableFuture<?> future) {
        if (elapsed.compareTo(deadline) > 0) {
            future.cancel(true);
            throw Refusals.of(new IOException("no answer within " + Times.rough(deadline)), url());
        }
    }

    /// Opens a stream of lines.
    CompletableFuture<HttpResponse<Void>> lines(Ask ask, BodyHandler<Void> lines) {
        return client.sendAsync(request(ask), lines);
    }

    /// What is said about the answer that no stream of lines began with.
    Failure refusal(HttpResponse<Void> response, Ask ask) {
        return response.statusCode() >= 400 && response.statusCode() < 500
                ? refusedAgain(ask)
                : Failure.failed("the server refused: " + response.statusCode() + " to " + ask.what());
    }

    /// A stream's refusal has no body at hand: the same question, asked for a whole answer, is refused in words.
    private Failure refusedAgain(Ask ask) {
        try {
            send(ask);
        } catch (Failure refusal) {
            return refusal;
        }
        return Failure.failed("the server refused " + ask.what());
    }

    private HttpRequest request(Ask ask) {
        var builder = HttpRequest.newBuilder(URI.create(url + ask.target()))
                .header("Authorization", authorization())
                .method(ask.method(), ask.body().map(BodyPublishers::ofString).orElse(BodyPublishers.noBody()));
        ask.headers().forEach(builder::header);
        return builder.build();
    }
}
