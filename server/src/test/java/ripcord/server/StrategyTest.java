package ripcord.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.policy.Policy.RevocationStrategy;
import ripcord.server.spec.Answer;
import ripcord.server.spec.CheckedFeed;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a tenant's revocation strategy does to what its verifiers are told.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrategyTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String QUERY = "/feed?name=orders&max_staleness_ms=2000&when_stale=reject";

    private LiveServer server;
    private String tenant;
    private int tenants;

    @BeforeAll
    void start(@TempDir Path folder) {
        server = LiveServer.start(folder);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void createTenant() {
        tenant = "strategy-" + tenants++;
        server.tenant(tenant);
    }

    private void strategy(String name) {
        server.policy(tenant, "revocation", "strategy", name);
    }

    private CheckedFeed follow(String lastEventId) {
        var call = server.http().get("/t/" + tenant + QUERY).bearer(server.rootKey());
        return (lastEventId.isEmpty() ? call : call.header("Last-Event-ID", lastEventId)).stream();
    }

    private SignedIn signIn() {
        return server.signIn(tenant, "alice", "native");
    }

    private static JsonNode claims(SignedIn signedIn) {
        var payload = signedIn.answer().get("access_token").stringValue().split("\\.", -1)[1];
        return JSON.readTree(new String(Base64.getUrlDecoder().decode(payload), UTF_8));
    }

    private Answer revoke(Map<String, String> what) {
        return server.http()
                .post("/admin/v1/tenants/" + tenant + "/revocations")
                .bearer(server.rootKey())
                .json(what)
                .send();
    }

    private void endSession(SignedIn signedIn) {
        revoke(Map.of("target_type", "session", "target", signedIn.session(), "reason", "test"))
                .expect(201);
    }

    private void endToken(SignedIn signedIn) {
        var jti = claims(signedIn).get("jti").stringValue();
        revoke(Map.of("target_type", "token", "target", jti, "reason", "test")).expect(201);
    }

    @ParameterizedTest
    @EnumSource(
            value = RevocationStrategy.class,
            names = {"EXPIRY", "VERSION", "INTROSPECT"})
    void withoutAFeedThereIsNone(RevocationStrategy strategy) throws IOException {
        strategy(strategy.wireName());

        var refused = server.http()
                .get("/t/" + tenant + QUERY)
                .bearer(server.rootKey())
                .send()
                .expect(409);

        assertThat(refused.json().get("code").stringValue()).isEqualTo("no_feed");
        try (var all = server.http().get(QUERY).bearer(server.rootKey()).stream()) {
            assertThat(all.next("hello").data().get("strategy").stringValue()).isEqualTo("feed");
        }
    }

    @Test
    void aDenylistIsToldOfTokensOnly() throws IOException {
        strategy("denylist");
        var signedIn = signIn();
        try (var feed = follow("")) {
            assertThat(feed.next("hello").data().get("strategy").stringValue()).isEqualTo("denylist");
            feed.next("heartbeat");

            endSession(signedIn);
            endToken(signedIn);

            var entries = feed.next("entries").data().get("entries");
            assertThat(entries.valueStream()
                            .map(entry -> entry.get("target_type").stringValue()))
                    .containsExactly("token");
        }
    }

    @Test
    void whoFollowedTheDenylistGetsASnapshotOfTheWholeLog() throws IOException {
        strategy("denylist");
        var signedIn = signIn();
        String last;
        try (var feed = follow("")) {
            feed.next("heartbeat");
            endSession(signedIn);
            endToken(signedIn);
            last = feed.next("entries").id();
        }

        strategy("feed");

        try (var feed = follow(last)) {
            var begun = feed.next(
                    event -> event.name().equals("snapshot") || event.name().equals("entries"));
            assertThat(begun.name()).isEqualTo("snapshot");
            assertThat(begun.data()
                            .get("entries")
                            .valueStream()
                            .map(entry -> entry.get("target_type").stringValue()))
                    .contains("session", "token");
        }
    }

    @Test
    void aStreamEndsWhenTheStrategyIsAnother() throws IOException {
        try (var feed = follow("")) {
            feed.next("heartbeat");

            strategy("expiry");

            feed.next("bye");
            feed.awaitEnd();
        }
    }

    @ParameterizedTest
    @EnumSource(value = RevocationStrategy.class, names = "FEED", mode = EnumSource.Mode.EXCLUDE)
    void nobodyIsWaitedForWhoIsNotTold(RevocationStrategy strategy) {
        strategy(strategy.wireName());

        var refused = revoke(Map.of("target_type", "tenant", "reason", "test", "wait", "PT1S"))
                .expect(422);

        assertThat(refused.json().at("/errors/0/field").stringValue()).isEqualTo("wait");
    }

    @Test
    void aDenylistedTokenIsWaitedFor() {
        strategy("denylist");

        var revoked = revoke(Map.of("target_type", "token", "target", "A".repeat(22), "reason", "test", "wait", "PT1S"))
                .expect(201);

        assertThat(revoked.json().at("/confirmation/complete").booleanValue()).isTrue();
    }

    @Test
    void theVersionVoidsWhatWasIssuedBeforeTheSubjectWasEnded() {
        var before = signIn();
        revoke(Map.of("target_type", "subject", "target", "alice", "reason", "test"))
                .expect(201);
        var afterwards = signIn();

        long version = version();

        assertThat(claims(before).get("rev").longValue()).isLessThan(version);
        assertThat(claims(afterwards).get("rev").longValue()).isGreaterThanOrEqualTo(version);
    }

    @Test
    void theVersionVoidsWhatWasIssuedBeforeTheSubjectWasErasedAndCameBack() {
        var before = signIn();
        server.http()
                .delete("/admin/v1/tenants/" + tenant + "/subjects/alice")
                .bearer(server.rootKey())
                .send()
                .expect(200);
        signIn();

        assertThat(claims(before).get("rev").longValue()).isLessThan(version());
    }

    @Test
    void theVersionVoidsWhatWasIssuedBeforeTheTenantWasSuspended() {
        var before = signIn();
        server.http()
                .call("PATCH", "/admin/v1/tenants/" + tenant)
                .bearer(server.rootKey())
                .json(Map.of("suspended", true))
                .send()
                .expect(200);

        assertThat(claims(before).get("rev").longValue()).isLessThan(version());
    }

    private long version() {
        return server.http()
                .get("/t/" + tenant + "/subjects/alice/version")
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json()
                .get("version")
                .longValue();
    }
}
