package ripcord.server.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// Calls to the server and the services, as any program makes them. Thread-safe.
final class Http {
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    record Answer(int status, String body) {}

    Answer get(String url, String bearer) {
        return send(request(url, bearer).GET());
    }

    Answer post(String url, String bearer, String json) {
        return send(
                request(url, bearer).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    Answer delete(String url, String bearer) {
        return send(request(url, bearer).DELETE());
    }

    private static HttpRequest.Builder request(String url, String bearer) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(DEADLINE).header("Authorization", "Bearer " + bearer);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            var answer = client.send(request.build(), BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body().strip());
        } catch (IOException e) {
            throw new DemoException("no answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("interrupted", e);
        }
    }

    /// What answers, if something does.
    Optional<Answer> tryGet(String url) {
        try {
            return Optional.of(get(url, ""));
        } catch (DemoException e) {
            return Optional.empty();
        }
    }

    /// Reads lines as they come until the other side ends them.
    void lines(String url, String bearer, java.util.function.Consumer<String> reader) {
        try {
            // No deadline: it is there to stay open.
            var open = HttpRequest.newBuilder(URI.create(url))
                    .header("Authorization", "Bearer " + bearer)
                    .build();
            var answer = client.send(open, BodyHandlers.ofInputStream());
            try (var in = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                in.lines().forEach(reader);
            }
        } catch (IOException e) {
            throw new DemoException("no answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
