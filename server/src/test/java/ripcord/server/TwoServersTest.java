package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.config.Config;
import ripcord.server.database.PostgresServer;

/// Two whole servers on one PostgreSQL: what was acknowledged by one is so at the other, at once.
class TwoServersTest {
    @TempDir
    Path folder;

    private LiveServer one;
    private LiveServer two;

    @BeforeEach
    void start() {
        var store = PostgresServer.store(folder);
        var database = new Config.DatabaseServer(store.url(), store.user(), null);
        one = LiveServer.start(folder.resolve("one"), database);
        two = one.another(folder.resolve("two"), database);
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    private static int check(LiveServer server, SignedIn signedIn) {
        return server.http()
                .get(LiveServer.ISSUER + "/auth/session")
                .cookie(signedIn.sessionCookie(), signedIn.sessionToken())
                .send()
                .status();
    }

    private static boolean isActive(LiveServer server, String token) {
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

    private static void end(LiveServer server, String session) {
        server.http()
                .delete(LiveServer.TENANT + "/sessions/" + session)
                .bearer(server.rootKey())
                .send()
                .expect(200);
    }

    @Test
    void whoSignedOutAtOneServerIsRefusedByTheOtherHoweverOftenThatIsTried() {
        for (int i = 0; i < 200; i++) {
            var ends = i % 2 == 0 ? one : two;
            var checks = i % 2 == 0 ? two : one;
            var signedIn = ends.signIn("alice" + i);
            assertThat(check(checks, signedIn)).isEqualTo(200);
            assertThat(check(checks, signedIn)).isEqualTo(200);

            end(ends, signedIn.session());

            assertThat(check(checks, signedIn)).isEqualTo(401);
            assertThat(isActive(checks, signedIn.accessToken())).isFalse();
        }
    }

    /// Each knows what is in the memory of the other: tenants, API keys, policies, signing keys.
    @Test
    void whatOneServerWasToldToKeepInMemoryTheOtherKnows() {
        one.tenant("acme");
        var key = one.apiKey(List.of("acme"), List.of("sessions.create", "introspect", "sessions.end"));
        var signedIn = two.signIn("acme", "alice", "native");
        two.policy("acme", "session", "idle", "PT5M");

        var policy = one.http()
                .get("/admin/v1/tenants/acme/policy")
                .bearer(one.rootKey())
                .send()
                .expect(200);
        assertThat(policy.text("/session/idle")).isEqualTo("PT5M");
        var jwks = one.http()
                .get("/t/acme/.well-known/jwks.json")
                .send()
                .expect(200)
                .body();
        assertThat(two.http()
                        .get("/t/acme/.well-known/jwks.json")
                        .send()
                        .expect(200)
                        .body())
                .isEqualTo(jwks);
        two.http()
                .post("/t/acme/oauth/introspect")
                .bearer(key)
                .form(Map.of("token", signedIn.accessToken()))
                .send()
                .expect(200);

        one.http().delete("/admin/v1/tenants/acme").bearer(one.rootKey()).send().expect(200);

        two.http().get("/t/acme/.well-known/jwks.json").send().expect(404);
        two.http()
                .post("/t/acme/oauth/introspect")
                .bearer(key)
                .form(Map.of("token", signedIn.accessToken()))
                .send()
                .expect(401);
    }

    /// The same refresh token at both servers, at the same moment: one successor, however it is told.
    @Test
    void aRefreshTokenThatIsShownToBothServersAtOnceHasOneSuccessor() throws Exception {
        for (int i = 0; i < 30; i++) {
            var signedIn = one.signIn("default", "bob" + i, "native");
            var successors = ConcurrentHashMap.<String>newKeySet();
            try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var server : List.of(one, two, one, two)) {
                    clients.execute(() -> successors.add(server.http()
                            .post(LiveServer.ISSUER + "/oauth/token")
                            .form(Map.of(
                                    "grant_type",
                                    "refresh_token",
                                    "refresh_token",
                                    signedIn.refreshToken(),
                                    "client_id",
                                    "default"))
                            .send()
                            .expect(200)
                            .text("/refresh_token")));
                }
            }
            assertThat(successors).hasSize(1);
        }
    }

    /// Whoever was signed in before the end is out, whoever came after it is in, at both.
    @Test
    void everybodyOfASubjectIsSignedOutHoweverManySignInAtTheOtherServerMeanwhile() throws Exception {
        for (int i = 0; i < 15; i++) {
            var subject = "carol" + i;
            var before = ConcurrentHashMap.<SignedIn>newKeySet();
            for (int n = 0; n < 3; n++) {
                before.add(two.signIn(subject));
            }
            try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
                clients.execute(() -> one.http()
                        .delete(LiveServer.TENANT + "/subjects/" + subject + "/sessions")
                        .bearer(one.rootKey())
                        .send()
                        .expect(200));
                clients.execute(() -> two.signIn(subject));
            }
            assertThat(before).allSatisfy(signedIn -> {
                assertThat(check(one, signedIn)).isEqualTo(401);
                assertThat(check(two, signedIn)).isEqualTo(401);
            });
        }
    }

    /// The shortest of three: what a slow machine adds is not what a lease would.
    @Test
    void aServerThatStopsIsNotWaitedFor() {
        two.close();
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            var signedIn = one.signIn("dave" + i);
            long begun = System.nanoTime();

            end(one, signedIn.session());

            shortest = Math.min(shortest, System.nanoTime() - begun);
            assertThat(check(one, signedIn)).isEqualTo(401);
        }
        assertThat(shortest).isLessThan(900_000_000L);
    }

    @Test
    void eachSaysHowManyThereAreAndThatWhatItKnowsIsCurrent() {
        var until = System.nanoTime() + 10_000_000_000L;
        while (one.counted("ripcord_store_servers") != 2) {
            assertThat(System.nanoTime()).isLessThan(until);
        }

        assertThat(one.counted("ripcord_store_current")).isOne();
        assertThat(one.http()
                        .get("/health")
                        .bearer(one.rootKey())
                        .send()
                        .expect(200)
                        .body())
                .contains("2 share the store");
    }

    /// Locked out of its own row, as if it could not commit any more.
    @Test
    void aServerThatCannotCommitIsNotReadyAndAnswersNothingThatRestsOnMemoryUntilItCan() throws Exception {
        var signedIn = one.signIn("erin");
        assertThat(check(one, signedIn)).isEqualTo(200);

        PostgresServer.holding(folder, "lock table node in exclusive mode", () -> {
            var until = System.nanoTime() + 20_000_000_000L;
            while (one.http().get("/health/ready").send().status() == 200) {
                assertThat(System.nanoTime()).isLessThan(until);
            }
            assertThat(check(one, signedIn)).isEqualTo(503);
            one.http().get(LiveServer.ISSUER + "/.well-known/jwks.json").send().expect(200);
        });

        assertThat(check(one, signedIn)).isEqualTo(200);
        one.http().get("/health/ready").send().expect(200);
    }

    @Test
    void everybodyIsSignedOutWhoHasMoreSessionsThanOneStatementHasPlaceFor() {
        var frank = one.signIn("frank");
        PostgresServer.executeIn(
                folder,
                "insert into session select (jsonb_populate_record(s, jsonb_build_object('id', '\\x' || md5(g::text)))).*"
                        + " from session s, generate_series(1, 7000) g where s.subject = 'frank'");

        one.http()
                .delete(LiveServer.TENANT + "/subjects/frank/sessions")
                .bearer(one.rootKey())
                .send()
                .expect(200);

        assertThat(check(two, frank)).isEqualTo(401);
    }
}
