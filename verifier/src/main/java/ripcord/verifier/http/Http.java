package ripcord.verifier.http;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * The verifier's HTTP client: HTTP/1.1, every call with a deadline, answers of at most 1 MiB, redirects never followed.
 * Certificates are checked as the Java runtime does. Thread-safe.
 */
public final class Http {
    private static final int LARGEST_ANSWER = 1 << 20;
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

    private final HttpClient client;
    private final Duration deadline;
    private final boolean plainAllowed;

    /**
     * @param deadline of each call, from sending to the end of the answer
     * @param plainAllowed whether http is accepted for other hosts than this one
     */
    public Http(Duration deadline, boolean plainAllowed) {
        this.client = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(deadline)
                .build();
        this.deadline = deadline;
        this.plainAllowed = plainAllowed;
    }

    /** The deadline of each call. */
    public Duration deadline() {
        return deadline;
    }

    /**
     * The same address, if it may be used.
     *
     * @throws IllegalArgumentException if it is not https, or http to this machine
     */
    public URI requireAllowed(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
        boolean plain =
                scheme.equals("http") && (plainAllowed || LOOPBACK.matcher(host).matches());
        if (address.getHost() == null || address.getUserInfo() != null || !(plain || scheme.equals("https"))) {
            throw new IllegalArgumentException("address: " + scheme + "://" + host
                    + " (expected: https://host, or http to this machine unless plain http is allowed)");
        }
        return address;
    }

    /** Starts a request to an address that may be used. */
    public Call call(URI address) {
        return new Call(this, HttpRequest.newBuilder(requireAllowed(address)));
    }

    CompletableFuture<Answer> send(HttpRequest request) {
        return new Exchange(client, request, LARGEST_ANSWER).within(deadline);
    }

    CompletableFuture<HttpResponse<InputStream>> open(HttpRequest request) {
        return client.sendAsync(request, BodyHandlers.ofInputStream());
    }

    /** One request that is being put together. */
    public static final class Call {
        private final Http http;
        private final HttpRequest.Builder request;

        private Call(Http http, HttpRequest.Builder request) {
            this.http = http;
            this.request = request;
        }

        public Call authorized(ApiKey key) {
            request.setHeader("Authorization", key.authorization());
            return this;
        }

        public Call header(String name, String value) {
            request.setHeader(name, value);
            return this;
        }

        /** Completes exceptionally when the server cannot be asked, or its answer is late or too large. */
        public CompletableFuture<Answer> get() {
            return http.send(request.GET().build());
        }

        /**
         * As {@link #get}, with a body. Sent once more where its connection ended before any of the answer came: what a
         * verifier asks and says may be said twice.
         */
        public CompletableFuture<Answer> post(String contentType, String body) {
            request.setHeader("Content-Type", contentType);
            return http.send(request.POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                    .build());
        }

        /** As {@link #post}, with an object of JSON. */
        public CompletableFuture<Answer> postJson(Object json) {
            return post("application/json", json.toString());
        }

        /** An answer without an end. Has no deadline of its own: whoever asks watches it, and cancels. */
        public CompletableFuture<HttpResponse<InputStream>> stream() {
            return http.open(request.header("Accept", "text/event-stream").GET().build());
        }
    }
}
