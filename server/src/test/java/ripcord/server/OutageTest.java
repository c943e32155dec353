package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Eventually.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.config.Config;
import ripcord.server.database.PostgresServer;
import ripcord.server.redis.SlowProxy;
import ripcord.server.spec.Answer;

/// Two servers on one PostgreSQL, one of which is cut off from it while the other is not.
class OutageTest {
    private static final String DEGRADED = "Ripcord-Degraded";

    @TempDir
    Path folder;

    private SlowProxy way;
    private LiveServer near;
    private LiveServer far;

    @BeforeEach
    void start() {
        var store = PostgresServer.store(folder);
        var url = URI.create(store.url().substring("jdbc:".length()));
        way = new SlowProxy(url.getPort());
        near = LiveServer.start(folder.resolve("near"), new Config.DatabaseServer(store.url(), store.user(), null));
        var through = "jdbc:postgresql://localhost:" + way.port() + url.getPath();
        far = near.another(folder.resolve("far"), new Config.DatabaseServer(through, store.user(), null));
    }

    @AfterEach
    void stop() throws IOException {
        way.pass();
        far.close();
        near.close();
        way.close();
    }

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    private static Answer check(LiveServer server, SignedIn signedIn) {
        return server.http()
                .get(LiveServer.ISSUER + "/auth/session")
                .cookie(signedIn.sessionCookie(), signedIn.sessionToken())
                .send();
    }

    private static Answer introspect(LiveServer server, String token) {
        return server.http()
                .post(LiveServer.ISSUER + "/oauth/introspect")
                .bearer(server.rootKey())
                .form(Map.of("token", token))
                .send();
    }

    private static Answer end(LiveServer server, SignedIn signedIn) {
        return server.http()
                .delete(LiveServer.TENANT + "/sessions/" + signedIn.session())
                .bearer(server.rootKey())
                .send();
    }

    /// The tenant lets verifiers, and now servers, go by what they knew so long ago.
    private void allow(String memory) {
        near.policy("default", "revocation", "max_staleness", "PT20S");
        near.policy("default", "outage", "answer_from_memory_for", memory);
    }

    private SignedIn knownToBoth(String subject) {
        var signedIn = near.signIn(subject);
        assertThat(check(far, signedIn).status()).isEqualTo(200);
        assertThat(introspect(far, signedIn.accessToken()).status()).isEqualTo(200);
        return signedIn;
    }

    private void cutOff() {
        way.cut();
        await(() -> far.http().get("/health/live").send().header(DEGRADED).isPresent());
    }

    private static long millis(Answer answer) {
        var said = answer.header(DEGRADED).orElseThrow();
        return Long.parseLong(said.substring(said.indexOf('=') + 1));
    }

    @Test
    void aServerThatIsCutOffRefusesWhatRestsOnMemoryUnlessTheTenantSaysOtherwise() {
        var signedIn = knownToBoth("alice");
        cutOff();

        var refused = check(far, signedIn);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isPresent();
        assertThat(refused.header(DEGRADED).orElse("")).startsWith("store;stale_ms=");
        assertThat(introspect(far, signedIn.accessToken()).status()).isEqualTo(503);

        var keys = far.http()
                .get(LiveServer.ISSUER + "/.well-known/jwks.json")
                .send()
                .expect(200);
        var age = keys.header("Cache-Control").orElse("");
        assertThat(Integer.parseInt(age.substring(age.indexOf('=') + 1))).isBetween(600, 898);

        way.pass();
        await(() -> check(far, signedIn).status() == 200);
        assertThat(check(far, signedIn).header(DEGRADED)).isEmpty();
    }

    @Test
    void aTenantMayHaveSessionsLookedUpFromMemoryForSoLongAndNoLonger() {
        allow("PT12S");
        var signedIn = knownToBoth("alice");
        var unknown = near.signIn("bob");
        cutOff();

        var answered = check(far, signedIn);
        assertThat(answered.status()).isEqualTo(200);
        assertThat(millis(answered)).isBetween(1_000L, 12_000L);
        assertThat(introspect(far, signedIn.accessToken())
                        .expect(200)
                        .json()
                        .get("active")
                        .booleanValue())
                .isTrue();
        assertThat(check(far, unknown).status()).isEqualTo(503);
        assertThat(far.counted("ripcord_stale_answers_total")).isEqualTo(2);
        far.http()
                .post(LiveServer.ISSUER + "/auth/token")
                .cookie(signedIn.sessionCookie(), signedIn.sessionToken())
                .header("Sec-Fetch-Site", "same-origin")
                .send()
                .expect(503);
        assertThat(end(far, signedIn).status()).isEqualTo(503);

        await(() -> check(far, signedIn).status() == 503);
        assertThat(millis(check(far, signedIn))).isGreaterThanOrEqualTo(12_000);
    }

    @Test
    void whoEndsSomethingWaitsUntilAServerThatIsCutOffCannotAcceptItAnyMoreOrIsToldForHowLongItMay() {
        allow("PT12S");
        var signedIn = knownToBoth("alice");
        cutOff();

        var ended = end(near, signedIn).expect(200);

        long begun = System.nanoTime();
        assertThat(ended.header(DEGRADED).orElse("")).startsWith("servers;accepted_ms=");
        long left = Duration.ofMillis(millis(ended)).toNanos();
        assertThat(left).isGreaterThan(Duration.ofSeconds(3).toNanos());
        assertThat(check(far, signedIn).status()).isEqualTo(200);
        await(() -> System.nanoTime() - begun >= left);
        assertThat(check(far, signedIn).status()).isEqualTo(503);
        assertThat(end(near, near.signIn("carol")).header(DEGRADED)).isEmpty();

        way.pass();
        await(() -> check(far, signedIn).status() == 401);
    }

    /// It knows the policy of before.
    @Test
    void aServerThatIsCutOffIsReckonedWithByThePolicyThatItKnows() {
        allow("PT20S");
        var signedIn = knownToBoth("alice");
        cutOff();
        near.policy("default", "outage", "answer_from_memory_for", "PT0S");

        var ended = end(near, signedIn).expect(200);

        assertThat(ended.header(DEGRADED)).isPresent();
    }

    @Test
    void anAcknowledgedEndIsFollowedByNoAcceptanceWhereTheTimeIsShort() {
        allow("PT3S");
        for (int i = 0; i < 2; i++) {
            var signedIn = knownToBoth("alice" + i);
            way.cut();

            assertThat(end(near, signedIn).expect(200).header(DEGRADED)).isEmpty();

            assertThat(check(far, signedIn).status()).isNotEqualTo(200);
            way.pass();
            await(() -> check(far, signedIn).status() == 401);
        }
    }

    @Test
    void whoComesAndGoesAndWhoIsCutOffIsToldAsEvents() {
        knownToBoth("alice");
        cutOff();
        await(() -> told("near").contains("\"server_gone\""));
        assertThat(far.http()
                        .get("/health")
                        .bearer(far.rootKey())
                        .send()
                        .expect(503)
                        .body())
                .contains("has not been able to commit for");
        way.pass();
        await(() -> told("far").contains("\"store_restored\""));

        assertThat(told("far")).contains("\"store_degraded\"");
        await(() -> told("far").split("\"server_joined\"", -1).length == 3);
    }

    private String told(String server) {
        try {
            return Files.readString(folder.resolve(server).resolve("events.jsonl"));
        } catch (IOException e) {
            return "";
        }
    }
}
