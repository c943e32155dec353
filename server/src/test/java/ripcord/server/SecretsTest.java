package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import ripcord.server.LiveServer.SignedIn;

/// Nothing that the server says of itself holds a secret, or a part of one: not what it prints, at any level, not its
/// events, not its metrics.
@Isolated("it listens to what the whole process prints")
class SecretsTest {
    private static final int SHORTEST = 16;

    private final Set<String> secrets = new LinkedHashSet<>();

    @TempDir
    private Path folder;

    @Test
    void noSecretOfAWholeStoryIsSaidAnywhere() throws IOException {
        var printed = new ByteArrayOutputStream();
        var out = System.out;
        var err = System.err;
        var log = (Logger) LoggerFactory.getLogger("ripcord");
        var level = log.getLevel();
        var both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        String metrics;
        try {
            System.setOut(both);
            System.setErr(both);
            log.setLevel(Level.TRACE);
            metrics = story();
        } finally {
            log.setLevel(level);
            System.setOut(out);
            System.setErr(err);
        }
        var said = Map.of(
                "output", printed.toString(StandardCharsets.UTF_8),
                "events", Files.readString(folder.resolve("events.jsonl")),
                "metrics", metrics);

        assertThat(said.get("output")).contains("session created", "refresh reused", "api key created");
        assertThat(said.get("events"))
                .contains("refresh_reused", "request_refused", "session_ended", "server_stopping");
        assertThat(secrets).hasSizeGreaterThan(60);
        said.forEach((where, text) -> assertThat(secrets)
                .as(where)
                .allSatisfy(secret -> assertThat(text).doesNotContain(secret)));
    }

    /// @return what was measured
    private String story() throws IOException {
        try (var server = LiveServer.start(folder)) {
            var master = Files.readAllBytes(folder.resolve("master.key"));
            secret(new String(master, StandardCharsets.UTF_8).strip());
            secret(HexFormat.of().formatHex(master));
            secret(Base64.getEncoder().encodeToString(master));
            secret(server.rootKey());
            var alice = known(server.signIn("alice"));
            var bob = known(server.signIn("bob"));
            refreshUntilReused(server, alice);
            cookies(server, bob);
            wrongPlaces(server, bob);
            keys(server);
            end(server, known(server.signIn("carol")));
            return server.http()
                    .get("/metrics")
                    .bearer(server.rootKey())
                    .send()
                    .expect(200)
                    .body();
        }
    }

    private SignedIn known(SignedIn signedIn) {
        secret(signedIn.sessionToken());
        secret(signedIn.refreshToken());
        secret(signedIn.accessToken());
        return signedIn;
    }

    /// The whole, its parts, and windows of what has none: a tag at the end is a secret, too.
    private void secret(String text) {
        secrets.add(text);
        for (var part : text.split("[.]", -1)) {
            if (part.length() >= SHORTEST) {
                secrets.add(part);
            }
        }
        if (text.startsWith("rc_s_") || text.startsWith("rc_r_")) {
            // Behind the session's id and generation, which are said, there are the two tags.
            secrets.add(text.substring(text.length() - 43, text.length() - 22));
            secrets.add(text.substring(text.length() - 21));
        }
        if (text.startsWith("rc_k_")) {
            secrets.add(text.substring(text.length() - 22));
        }
        if (text.startsWith("eyJ")) {
            secrets.add(text.substring(text.lastIndexOf('.') + 1, text.lastIndexOf('.') + 1 + SHORTEST));
        }
    }

    private void refreshUntilReused(LiveServer server, SignedIn alice) {
        var spent = alice.refreshToken();
        var next = spent;
        for (int i = 0; i < 2; i++) {
            server.clock().advance(Duration.ofSeconds(30));
            var answer = refresh(server, next);
            next = answer.text("/refresh_token");
            secret(next);
            secret(answer.text("/access_token"));
        }
        server.clock().advance(Duration.ofSeconds(30));
        assertThat(refresh(server, spent).status()).isEqualTo(401);
        assertThat(refresh(server, next).status()).isEqualTo(401);
        assertThat(refresh(server, next.substring(0, next.length() - 1) + "A").status())
                .isEqualTo(401);
    }

    private static ripcord.server.spec.Answer refresh(LiveServer server, String token) {
        return server.http()
                .post(LiveServer.ISSUER + "/auth/refresh")
                .json(Map.of("refresh_token", token))
                .send();
    }

    private void cookies(LiveServer server, SignedIn bob) {
        var cookie = bob.sessionCookie() + "=" + bob.sessionToken();
        secret(cookie);
        var token = server.http()
                .post(LiveServer.ISSUER + "/auth/token")
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .send()
                .expect(200);
        secret(token.text("/access_token"));
        // From another site, and spoiled.
        server.http()
                .post(LiveServer.ISSUER + "/auth/token")
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", "cross-site")
                .send()
                .expect(403);
        server.http()
                .get(LiveServer.ISSUER + "/auth/session")
                .header("Cookie", cookie.substring(0, cookie.length() - 1))
                .send()
                .expect(401);
    }

    /// People put tokens where they do not belong.
    private void wrongPlaces(LiveServer server, SignedIn bob) {
        for (var token : List.of(bob.sessionToken(), bob.refreshToken(), bob.accessToken(), server.rootKey())) {
            server.http().get("/t/" + token + "/auth/session").send();
            server.http()
                    .get(LiveServer.TENANT + "/sessions/" + token)
                    .bearer(server.rootKey())
                    .send();
            server.http()
                    .get(LiveServer.TENANT + "/sessions")
                    .bearer(token + "x")
                    .send();
            server.http()
                    .get(LiveServer.TENANT + "/sessions?cursor=" + token + "&" + token + "=1")
                    .bearer(server.rootKey())
                    .send();
            server.http()
                    .post(LiveServer.TENANT + "/sessions")
                    .bearer(server.rootKey())
                    .json(Map.of(token, token, "subject", "x"))
                    .send();
        }
    }

    private void keys(LiveServer server) {
        var key = server.apiKey(List.of("default"), List.of("feed"));
        secret(key);
        server.http().get(LiveServer.TENANT + "/policy").bearer(key).send().expect(403);
        var once = "idempotency-key-of-a-payment-7Q2mX9";
        secret(once);
        var begun = server.http()
                .post(LiveServer.TENANT + "/sessions")
                .bearer(server.rootKey())
                .header("Idempotency-Key", once)
                .json(Map.of("subject", "dora", "amr", List.of("pwd"), "client_kind", "native"))
                .send()
                .expect(201);
        secret(begun.text("/refresh_token"));
        secret(begun.text("/access_token"));
    }

    private void end(LiveServer server, SignedIn carol) {
        server.http()
                .delete(LiveServer.TENANT + "/sessions/" + carol.session() + "?reason=stolen")
                .bearer(server.rootKey())
                .send()
                .expect(200);
        server.clock().advance(Duration.ofDays(60));
        server.server().tidyUp();
    }
}
