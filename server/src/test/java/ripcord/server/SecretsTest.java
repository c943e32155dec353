package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.spec.Answer;

/// Nothing that the server says of itself holds a secret, or a part of one: not what it prints, at any level, not its
/// events, not its metrics.
@Isolated("it listens to what the whole process prints")
class SecretsTest {
    private final Secrets secrets = new Secrets();

    @TempDir
    private Path folder;

    @Test
    void noSecretOfAWholeStoryIsSaidAnywhere() throws IOException {
        var metrics = new AtomicReference<>("");
        var overheard = Overheard.during(() -> metrics.set(story()));
        var said = Map.of(
                "output", overheard.printed(),
                "events", Files.readString(folder.resolve("events.jsonl")),
                "metrics", metrics.get());

        assertThat(said.get("output"))
                .contains("session created", "refresh reused", "api key created", "key compromised", "policy replaced");
        assertThat(said.get("events"))
                .contains(
                        "refresh_reused",
                        "request_refused",
                        "session_ended",
                        "key_compromised",
                        "policy_replaced",
                        "server_stopping");
        assertThat(secrets.size()).isGreaterThan(80);
        said.forEach((where, text) -> assertThat(secrets.in(text)).as(where).isEmpty());
    }

    /// @return what was measured
    private String story() throws IOException {
        try (var server = LiveServer.start(folder)) {
            secrets.add(Files.readAllBytes(folder.resolve("master.key")));
            secrets.add(server.rootKey());
            var alice = secrets.of(server.signIn("alice"));
            var bob = secrets.of(server.signIn("bob"));
            refreshUntilReused(server, alice);
            cookies(server, bob);
            wrongPlaces(server, bob);
            keys(server);
            introspect(server, bob);
            revokeByItself(server, secrets.of(server.signIn("erin")));
            changePolicy(server);
            compromise(server, bob);
            end(server, secrets.of(server.signIn("carol")));
            return server.http()
                    .get("/metrics")
                    .bearer(server.rootKey())
                    .send()
                    .expect(200)
                    .body();
        }
    }

    /// RFC 7662, of all that there is, of what is none, and by whom may not.
    private void introspect(LiveServer server, SignedIn bob) {
        for (var token : List.of(bob.sessionToken(), bob.refreshToken(), bob.accessToken())) {
            assertThat(introspect(server, server.rootKey(), token).body()).contains("\"active\":true");
            assertThat(introspect(server, server.rootKey(), token + "x").body()).isEqualTo("{\"active\":false}");
            introspect(server, token, token).expect(401);
        }
        var feedOnly = server.apiKey(List.of("default"), List.of("feed"));
        secrets.add(feedOnly);
        introspect(server, feedOnly, bob.accessToken()).expect(403);
    }

    private static Answer introspect(LiveServer server, String bearer, String token) {
        return server.http()
                .post(LiveServer.ISSUER + "/oauth/introspect")
                .bearer(bearer)
                .form(Map.of("token", token))
                .send();
    }

    /// RFC 7009, of a token that is good, and again when it is not.
    private static void revokeByItself(LiveServer server, SignedIn erin) {
        for (var token : List.of(erin.accessToken(), erin.refreshToken(), erin.refreshToken(), server.rootKey())) {
            server.http()
                    .post(LiveServer.ISSUER + "/oauth/revoke")
                    .bearer(server.rootKey())
                    .form(Map.of("token", token))
                    .send()
                    .expect(200);
        }
    }

    /// Also to one that makes another kind of key sign, and to one that is refused.
    private static void changePolicy(LiveServer server) {
        server.policy("default", "session", "idle", "P3D");
        server.policy("default", "access_token", "alg", "EdDSA");
        server.http()
                .put(LiveServer.TENANT + "/policy")
                .bearer(server.rootKey())
                .json(Map.of("session", Map.of("idle", server.rootKey())))
                .send()
                .expect(422);
    }

    private void compromise(LiveServer server, SignedIn bob) {
        var keys = server.http()
                .get(LiveServer.TENANT + "/keys")
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json();
        for (var key : keys.get("items")) {
            if (key.get("state").stringValue().equals("active")) {
                server.http()
                        .post(LiveServer.TENANT + "/keys/" + key.get("kid").stringValue() + "/compromise")
                        .bearer(server.rootKey())
                        .json(Map.of("reason", "drill"))
                        .send()
                        .expect(200);
            }
        }
        introspect(server, server.rootKey(), bob.accessToken()).expect(200);
        secrets.of(server.signIn("dan"));
    }

    /// What the first test relies on: whoever leaks a secret, or a part of one, is caught.
    @Test
    void aSecretThatIsPlantedIsFound() throws IOException {
        try (var server = LiveServer.start(folder)) {
            secrets.add(server.rootKey());
            secrets.add(Files.readAllBytes(folder.resolve("master.key")));
            var alice = secrets.of(server.signIn("alice"));
            var leaks = List.of(
                    server.rootKey(),
                    server.rootKey().substring(server.rootKey().length() - 22),
                    alice.sessionToken(),
                    alice.sessionToken().substring(alice.sessionToken().length() - 21),
                    alice.refreshToken(),
                    alice.accessToken(),
                    alice.accessToken().split("[.]", -1)[1],
                    Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve("master.key"))));
            for (var leak : leaks) {
                for (var plant : List.<Consumer<String>>of(
                        LoggerFactory.getLogger("ripcord.planted")::trace,
                        LoggerFactory.getLogger("another.library")::warn,
                        text -> System.out.println(text),
                        text -> System.err.print("x" + text + "x"))) {
                    var overheard = Overheard.during(() -> plant.accept("told " + leak + "!"));

                    assertThat(secrets.in(overheard.printed())).as(leak).contains(leak);
                }
            }
            assertThat(secrets.in(Overheard.during(() -> server.signIn("bob")).printed()))
                    .isEmpty();
        }
    }

    private void refreshUntilReused(LiveServer server, SignedIn alice) {
        var spent = alice.refreshToken();
        var next = spent;
        for (int i = 0; i < 2; i++) {
            server.clock().advance(Duration.ofSeconds(30));
            var answer = refresh(server, next);
            next = answer.text("/refresh_token");
            secrets.add(next);
            secrets.add(answer.text("/access_token"));
        }
        server.clock().advance(Duration.ofSeconds(30));
        assertThat(refresh(server, spent).status()).isEqualTo(401);
        assertThat(refresh(server, next).status()).isEqualTo(401);
        assertThat(refresh(server, next.substring(0, next.length() - 1) + "A").status())
                .isEqualTo(401);
    }

    private static Answer refresh(LiveServer server, String token) {
        return server.http()
                .post(LiveServer.ISSUER + "/auth/refresh")
                .json(Map.of("refresh_token", token))
                .send();
    }

    private void cookies(LiveServer server, SignedIn bob) {
        var cookie = bob.sessionCookie() + "=" + bob.sessionToken();
        secrets.add(cookie);
        var token = server.http()
                .post(LiveServer.ISSUER + "/auth/token")
                .header("Cookie", cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .send()
                .expect(200);
        secrets.add(token.text("/access_token"));
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
        secrets.add(key);
        server.http().get(LiveServer.TENANT + "/policy").bearer(key).send().expect(403);
        var once = "idempotency-key-of-a-payment-7Q2mX9";
        secrets.add(once);
        var begun = server.http()
                .post(LiveServer.TENANT + "/sessions")
                .bearer(server.rootKey())
                .header("Idempotency-Key", once)
                .json(Map.of("subject", "dora", "amr", List.of("pwd"), "client_kind", "native"))
                .send()
                .expect(201);
        secrets.add(begun.text("/refresh_token"));
        secrets.add(begun.text("/access_token"));
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
