package ripcord.server.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/// The HTTP client of all tests: every answer that it sees is compared with `spec/openapi.json` before the test gets
/// it. Follows no redirect, keeps no cookie. Thread-safe.
public final class CheckedHttp implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final OpenApi CONTRACT = new OpenApi();

    private final URI base;
    private final HttpClient client;

    /// @param base where the server is, `http://127.0.0.1:8480`
    public CheckedHttp(URI base) {
        this(base, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    }

    /// @param client with what a test needs besides: another version, a proxy, trust
    public CheckedHttp(URI base, HttpClient client) {
        this.base = base;
        this.client = client;
    }

    /// The contract that this client compares with.
    public static OpenApi contract() {
        return CONTRACT;
    }

    /// A request to be.
    ///
    /// @param path with its query, encoded: `/admin/v1/tenants?limit=2`
    public Call get(String path) {
        return new Call(this, "GET", path);
    }

    /// As [#get].
    public Call post(String path) {
        return new Call(this, "POST", path);
    }

    /// As [#get].
    public Call put(String path) {
        return new Call(this, "PUT", path);
    }

    /// As [#get].
    public Call delete(String path) {
        return new Call(this, "DELETE", path);
    }

    /// Any method, also one that is not listed: that has to be answered with 405, or 404 where the path is not either.
    public Call call(String method, String path) {
        return new Call(this, method, path);
    }

    /// Sends a request that was built elsewhere.
    ///
    /// @throws ContractViolation if the answer is not one that the contract lists
    public HttpResponse<String> send(HttpRequest request) {
        var response = exchange(request, HttpResponse.BodyHandlers.ofString());
        CONTRACT.check(request, response);
        return response;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
    }

    /// Status and headers are compared at once, events as they are read.
    HttpResponse<InputStream> stream(HttpRequest request) {
        var response = exchange(request, HttpResponse.BodyHandlers.ofInputStream());
        CONTRACT.check(exchange(request, response, response.statusCode() == 200 ? "" : text(response.body())));
        return response;
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at " + request.uri(), e);
        }
    }

    static Exchange exchange(HttpRequest request, HttpResponse<?> response, String body) {
        var uri = request.uri();
        return new Exchange(
                request.method(),
                uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
                request.headers().map(),
                request.bodyPublisher().map(CheckedHttp::text).orElse(""),
                response.statusCode(),
                response.headers().map(),
                body);
    }

    private static String text(InputStream body) {
        try (body) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a publisher of bytes that are at hand already publishes.
    private static String text(HttpRequest.BodyPublisher publisher) {
        var whole = HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
        publisher.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                whole.onSubscribe(subscription);
            }

            @Override
            public void onNext(ByteBuffer bytes) {
                whole.onNext(java.util.List.of(bytes));
            }

            @Override
            public void onError(Throwable fault) {
                whole.onError(fault);
            }

            @Override
            public void onComplete() {
                whole.onComplete();
            }
        });
        return ((CompletableFuture<String>) whole.getBody()).join();
    }

    /// Cuts what is open.
    @Override
    public void close() {
        client.shutdownNow();
    }
}
