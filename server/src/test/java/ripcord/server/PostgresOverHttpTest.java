package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.config.Config;
import ripcord.server.database.PostgresServer;
import ripcord.server.spec.Answer;

/// The whole server on a real PostgreSQL, seen from outside.
class PostgresOverHttpTest {
    @TempDir
    Path folder;

    private LiveServer server;

    private Path data() {
        return folder.resolve("data");
    }

    @BeforeEach
    void start() {
        var store = PostgresServer.store(data());
        server = LiveServer.start(folder, new Config.DatabaseServer(store.url(), store.user(), null));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    private Answer signIn(String subject) {
        return server.http()
                .post(LiveServer.TENANT + "/sessions")
                .bearer(server.rootKey())
                .json(Map.of("subject", subject, "amr", List.of("pwd"), "client_kind", "native"))
                .send();
    }

    private Answer refresh(String token) {
        return server.http()
                .post(LiveServer.ISSUER + "/oauth/token")
                .form(Map.of("grant_type", "refresh_token", "refresh_token", token, "client_id", "default"))
                .send();
    }

    private boolean isActive(String token) {
        return server.http()
                .post(LiveServer.ISSUER + "/oauth/introspect")
                .bearer(server.rootKey())
                .form(Map.of("token", token))
                .send()
                .expect(200)
                .json()
                .get("active")
                .booleanValue();
    }

    private void end(String session) {
        server.http()
                .delete(LiveServer.TENANT + "/sessions/" + session)
                .bearer(server.rootKey())
                .send()
                .expect(200);
    }

    private String session(String session) {
        return server.http()
                .get(LiveServer.TENANT + "/sessions/" + session)
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .body();
    }

    @Test
    void healthNamesTheStore() {
        var health = server.http().get("/health").send().expect(200);

        assertThat(health.text("/store")).isEqualTo("postgresql");
    }

    @Test
    void whatIsSignedInStaysSoOverARestartAndWhatWasEndedStaysEnded() {
        var alice = server.signIn("default", "alice", "native");
        var bob = server.signIn("default", "bob", "native");
        var refreshed = refresh(alice.refreshToken()).expect(200);
        end(bob.session());

        stop();
        start();

        assertThat(isActive(refreshed.text("/access_token"))).isTrue();
        refresh(refreshed.text("/refresh_token")).expect(200);
        assertThat(isActive(bob.accessToken())).isFalse();
        assertThat(refresh(bob.refreshToken()).status()).isNotEqualTo(200);
    }

    /// The connection that writes is ended in the midst of commits, again and again.
    @Test
    void nothingThatWasAcknowledgedIsLostAndTheServerRecoversByItself() {
        var sessions = ConcurrentHashMap.<String>newKeySet();
        var ends = ConcurrentHashMap.<String>newKeySet();
        var answered = new AtomicInteger();
        try (var clients = new Clients()) {
            for (int client = 0; client < 4; client++) {
                int name = client;
                clients.execute(() -> {
                    for (int i = 0; i < 40; i++) {
                        use(name + "-" + i, i % 2 == 0, sessions, ends);
                        answered.incrementAndGet();
                    }
                });
            }
            for (int reached = 20; reached <= 140; reached += 20) {
                int enough = reached;
                clients.await(() -> answered.get() >= enough);
                PostgresServer.killWriter(data());
            }
        }

        for (int tries = 0; tries < 10 && signIn("later").status() != 201; tries++) {
            assertThat(tries).isLessThan(9);
        }
        assertThat(sessions)
                .isNotEmpty()
                .allSatisfy(id -> assertThat(session(id)).doesNotContain("ended_at"));
        assertThat(ends).isNotEmpty().allSatisfy(id -> assertThat(session(id)).contains("ended_at"));
    }

    private void use(String subject, boolean alsoEnd, java.util.Set<String> sessions, java.util.Set<String> ends) {
        var answer = signIn(subject);
        assertThat(answer.status()).isIn(201, 503);
        if (answer.status() != 201) {
            return;
        }
        var id = answer.text("/session/id");
        if (!alsoEnd) {
            sessions.add(id);
            return;
        }
        var end = server.http()
                .delete(LiveServer.TENANT + "/sessions/" + id)
                .bearer(server.rootKey())
                .send();
        assertThat(end.status()).isIn(200, 503);
        if (end.status() == 200) {
            ends.add(id);
        }
    }
}
