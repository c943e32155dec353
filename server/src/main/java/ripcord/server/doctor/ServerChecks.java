package ripcord.server.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A server that should answer: whether it does, and what time it thinks it is.
final class ServerChecks {
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final Duration DIFFERENCE = Duration.ofSeconds(2);
    /// `Date` has whole seconds, rounded down.
    private static final Duration ROUNDED = Duration.ofSeconds(1);

    private final Servers servers;
    private final InstantSource clock;
    private final List<Finding> findings = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(DEADLINE).build();

    private ServerChecks(Servers servers, InstantSource clock) {
        this.servers = servers;
        this.clock = clock;
    }

    static List<Finding> of(Servers servers, InstantSource clock) {
        var checks = new ServerChecks(servers, clock);
        checks.look();
        return List.copyOf(checks.findings);
    }

    private void look() {
        try {
            var stated = servers.stated();
            boolean answers = answers(servers.baseUrl());
            boolean statedAnswers = stated != null && (stated.equals(servers.baseUrl()) ? answers : answers(stated));
            var verifiers = new VerifierChecks(this::get);
            if (answers || (statedAnswers && servers.isStatedHere())) {
                findings.addAll(verifiers.ofThisMachine(servers.here(), servers.rootKey()));
            }
            if (stated != null && statedAnswers) {
                findings.addAll(ofStated(verifiers, stated));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Finding> ofStated(VerifierChecks verifiers, URI stated) throws InterruptedException {
        var keyFile = servers.keyFile();
        if (keyFile != null) {
            return verifiers.of(stated, keyFile);
        }
        return servers.isStatedHere()
                ? List.of()
                : List.of(Finding.ok(
                        "verifiers",
                        "those of " + stated + " were not looked at: root.key is shown to this machine's server alone,"
                                + " and neither --key-file nor RIPCORD_KEY_FILE names another key"));
    }

    private boolean answers(URI url) throws InterruptedException {
        try {
            var before = clock.instant();
            var answer = get(url + "/health", "");
            var after = clock.instant();
            if (answer.statusCode() != 200) {
                findings.add(Finding.error(
                        "server", url + "/health answers " + answer.statusCode(), "see the server's log"));
                return false;
            }
            findings.add(Finding.ok("server", url + " answers"));
            answer.headers().firstValue("Date").ifPresent(date -> clock(url, date, before, after));
            return true;
        } catch (IOException e) {
            findings.add(Finding.warning(
                    "server",
                    "nobody answers at " + url + ": " + reason(e),
                    "if it should run, start it; if it is elsewhere, name it with --url"));
            return false;
        }
    }

    static String reason(IOException e) {
        return switch (e) {
            case HttpTimeoutException _ -> "silence for " + DEADLINE.toSeconds() + " s";
            case ConnectException _ -> "no connection";
            default -> String.valueOf(e.getMessage());
        };
    }

    /// However long the answer took: it was made at some time between.
    private void clock(URI url, String date, Instant before, Instant after) {
        var apart = apart(date, before, after);
        if (apart != null && apart.compareTo(DIFFERENCE.plus(ROUNDED)) > 0) {
            findings.add(Finding.warning(
                    "clock",
                    "the one of " + url + " is " + apart.toSeconds() + " s from this machine's",
                    "set both by NTP: tokens end by the clock of whoever looks at them"));
        }
    }

    /// How far a time is from all that there were between two; not positive if it is one of them.
    private static @Nullable Duration apart(String date, Instant before, Instant after) {
        try {
            var there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            var behind = Duration.between(there, before);
            var ahead = Duration.between(after, there);
            return behind.compareTo(ahead) > 0 ? behind : ahead;
        } catch (DateTimeParseException e) {
            return null;
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
