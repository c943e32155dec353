package ripcord.server.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server that should answer, and the verifiers that follow it.
final class ServerChecks {
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final Duration DIFFERENCE = Duration.ofSeconds(2);

    private final Path rootKey;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(DEADLINE).build();

    private ServerChecks(Path rootKey, Instant now) {
        this.rootKey = rootKey;
        this.now = now;
    }

    /// @param urls what clients and operators call it
    static List<Finding> of(List<URI> urls, Path rootKey, Instant now) {
        var checks = new ServerChecks(rootKey, now);
        urls.stream().distinct().forEach(checks::check);
        return List.copyOf(checks.findings);
    }

    private void check(URI url) {
        try {
            var answer = get(url + "/health", "");
            if (answer.statusCode() != 200) {
                findings.add(Finding.error(
                        "server", url + "/health answers " + answer.statusCode(), "see the server's log"));
                return;
            }
            findings.add(Finding.ok("server", url + " answers"));
            clock(url, answer);
            verifiers(url);
        } catch (IOException e) {
            findings.add(Finding.warning(
                    "server",
                    "nobody answers at " + url + ": " + reason(e),
                    "if it should run, start it; if it is elsewhere, name it with --url"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case HttpTimeoutException _ -> "silence for " + DEADLINE.toSeconds() + " s";
            case ConnectException _ -> "no connection";
            default -> String.valueOf(e.getMessage());
        };
    }

    private void clock(URI url, HttpResponse<String> answer) {
        answer.headers().firstValue("Date").ifPresent(date -> {
            // To the second, and rounded down.
            var there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant()
                    .plusMillis(500);
            var apart = Duration.between(now, there).abs();
            if (apart.compareTo(DIFFERENCE.plus(DEADLINE)) > 0) {
                findings.add(Finding.warning(
                        "clock",
                        "the one of " + url + " is " + apart.toSeconds() + " s from this machine's",
                        "set both by NTP: tokens end by the clock of whoever looks at them"));
            }
        });
    }

    private void verifiers(URI url) throws IOException, InterruptedException {
        if (!Files.isReadable(rootKey)) {
            return;
        }
        var answer = get(url + "/admin/v1/verifiers", Files.readString(rootKey).strip());
        if (answer.statusCode() != 200) {
            findings.add(Finding.warning(
                    "verifiers", "not to be listed, " + answer.statusCode(), "see that root.key is this server's"));
            return;
        }
        int followed = 0;
        for (var verifier : new JsonMapper().readTree(answer.body()).path("items")) {
            followed++;
            verifier(verifier);
        }
        findings.add(Finding.ok("verifiers", followed + " follow the log"));
    }

    private void verifier(JsonNode verifier) {
        var name = verifier.path("name").asString("?");
        double staleness = verifier.path("staleness_ms").asDouble(0);
        double bound = verifier.path("max_staleness_ms").asDouble(0);
        if (!verifier.path("connected").asBoolean(true)) {
            findings.add(Finding.warning(
                    "verifiers", name + " has lost its stream", "see whether it runs and reaches this server"));
        } else if (bound > 0 && staleness > bound) {
            findings.add(Finding.warning(
                    "verifiers",
                    name + " is " + Math.round(staleness) + " ms behind (bound: " + Math.round(bound) + " ms)",
                    "look at its load and its way to this server"));
        }
    }

    private HttpResponse<String> get(String url, String key) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(DEADLINE).GET();
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
