package ripcord.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.spec.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a tenant's policy does, over HTTP: to sessions that run, to those that begin, and to whoever asks about it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

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
        tenant = "policy-" + tenants++;
        server.http()
                .post("/admin/v1/tenants")
                .bearer(server.rootKey())
                .json(Map.of("id", tenant))
                .send()
                .expect(201);
    }

    private String path(String rest) {
        return "/admin/v1/tenants/" + tenant + rest;
    }

    private Answer get(String rest) {
        return server.http().get(path(rest)).bearer(server.rootKey()).send();
    }

    private ObjectNode policy() {
        return (ObjectNode) get("/policy").expect(200).json();
    }

    private JsonNode check(JsonNode policy) {
        return server.http()
                .post(path("/policy/check"))
                .bearer(server.rootKey())
                .json(policy)
                .send()
                .expect(200)
                .json();
    }

    private SignedIn signIn(String kind) {
        return server.signIn(tenant, "alice", kind);
    }

    private String state(SignedIn signedIn) {
        var session = get("/sessions/" + signedIn.session()).expect(200).json().get("session");
        return session.path("end_reason").asString("alive");
    }

    private JsonNode claims(SignedIn signedIn) {
        var payload = signedIn.answer().get("access_token").stringValue().split("\\.", -1)[1];
        return JSON.readTree(new String(Base64.getUrlDecoder().decode(payload), UTF_8));
    }

    @Test
    void theHistoryTellsWhoChangedWhat() {
        server.policy(tenant, "access_token", "lifetime", "PT5M");
        server.policy(tenant, "session", "max_per_subject", 3);

        var items = get("/policy/history").expect(200).json().get("items");

        assertThat(items.at("/0/changes").toString())
                .isEqualTo("[{\"field\":\"session.max_per_subject\",\"from\":null,\"to\":3}]");
        assertThat(items.at("/1/changes").toString())
                .isEqualTo("[{\"field\":\"access_token.lifetime\",\"from\":\"PT15M\",\"to\":\"PT5M\"}]");
        assertThat(items.at("/0/actor").stringValue()).startsWith("api_key:");
        assertThat(items.at("/0/policy")).isEqualTo(policy());
    }

    @Test
    void theHistoryComesInPagesThatLoseNothing() {
        for (int most = 1; most <= 5; most++) {
            server.policy(tenant, "session", "max_per_subject", most);
        }
        var whole = get("/policy/history").expect(200).json().get("items");

        var first = get("/policy/history?limit=4").expect(200).json();
        var cursor = first.get("next_cursor").stringValue();
        var rest = get("/policy/history?limit=200&cursor=" + cursor).expect(200).json();

        assertThat(rest.has("next_cursor")).isFalse();
        var pages = JSON.createArrayNode();
        first.get("items").forEach(pages::add);
        rest.get("items").forEach(pages::add);
        assertThat(pages).isEqualTo(whole);
    }

    @Test
    void aCheckTellsEveryFaultAndChangesNothing() {
        var before = policy();
        var wrong = before.deepCopy();
        ((ObjectNode) wrong.get("session")).put("idle", "a week").put("max_per_subject", 0);
        wrong.put("surprise", 1);

        var checked = check(wrong);

        assertThat(checked.get("valid").booleanValue()).isFalse();
        assertThat(checked.get("errors")
                        .valueStream()
                        .map(error -> error.get("field").stringValue()))
                .containsExactlyInAnyOrder("session.idle", "session.max_per_subject", "surprise");
        assertThat(policy()).isEqualTo(before);
    }

    @Test
    void aCheckTellsWhatWouldChangeAndWhatToThinkAbout() {
        var wanted = policy();
        ((ObjectNode) wanted.get("access_token"))
                .put("authorization", "embed")
                .putArray("claims")
                .add("work_email");

        var checked = check(wanted);

        assertThat(checked.get("valid").booleanValue()).isTrue();
        assertThat(checked.get("changes")
                        .valueStream()
                        .map(change -> change.get("field").stringValue()))
                .containsExactlyInAnyOrder("access_token.authorization", "access_token.claims");
        assertThat(checked.get("warnings")
                        .valueStream()
                        .map(warning -> warning.get("field").stringValue()))
                .containsExactly("access_token.claims", "access_token.authorization");
    }

    @Test
    void aSignInTooManyTakesThePlaceOfTheOldest() {
        server.policy(tenant, "session", "max_per_subject", 2);
        var first = signIn("native");
        server.clock().advance(Duration.ofSeconds(1));
        var second = signIn("native");
        server.clock().advance(Duration.ofSeconds(1));

        var third = signIn("native");

        assertThat(List.of(state(first), state(second), state(third))).containsExactly("limit", "alive", "alive");
    }

    @Test
    void aSignInTooManyIsRefusedIfThePolicySaysSo() {
        server.policy(tenant, "session", "max_per_subject", 1);
        server.policy(tenant, "session", "when_exceeded", "refuse");
        var first = signIn("native");

        var refused = server.http()
                .post(path("/sessions"))
                .bearer(server.rootKey())
                .json(Map.of("subject", "alice", "client_kind", "native", "amr", List.of("pwd")))
                .send()
                .expect(409);

        assertThat(refused.json().get("code").stringValue()).isEqualTo("too_many_sessions");
        assertThat(state(first)).isEqualTo("alive");
        server.http()
                .delete(path("/sessions/" + first.session()))
                .bearer(server.rootKey())
                .send()
                .expect(200);
        assertThat(state(signIn("native"))).isEqualTo("alive");
    }

    @Test
    void aLowerLimitEndsNothingBeforeTheNextSignIn() {
        var first = signIn("native");
        server.clock().advance(Duration.ofSeconds(1));
        var second = signIn("native");
        server.clock().advance(Duration.ofSeconds(1));

        server.policy(tenant, "session", "max_per_subject", 1);

        assertThat(List.of(state(first), state(second))).containsOnly("alive");
        signIn("native");
        assertThat(List.of(state(first), state(second))).containsOnly("limit");
    }

    @Test
    void aShorterIdleTimeHoldsForSessionsThatRun() {
        var running = signIn("native");
        server.clock().advance(Duration.ofMinutes(2));

        server.policy(tenant, "session", "idle", "PT1M");

        assertThat(state(running)).isEqualTo("idle");
    }

    @Test
    void aShorterAbsoluteTimeHoldsForNewSessionsOnly() {
        var running = signIn("native");
        server.policy(tenant, "session", "idle", "PT1M");
        server.policy(tenant, "session", "absolute", "PT1M");
        server.policy(tenant, "session", "absolute", "P30D");
        server.policy(tenant, "session", "idle", "P7D");
        server.policy(tenant, "session", "idle", "PT2M");
        server.policy(tenant, "session", "absolute", "PT2M");
        var later = signIn("native");

        assertThat(get("/sessions/" + running.session()).json().at("/session/expires_at"))
                .isEqualTo(running.answer().at("/session/expires_at"));
        assertThat(later.answer().at("/session/expires_at"))
                .isNotEqualTo(running.answer().at("/session/expires_at"));
    }

    @Test
    void attributesGoIntoTheTokenIfThePolicyListsThem() {
        server.policy(tenant, "access_token", "claims", List.of("plan", "absent"));
        server.http()
                .put(path("/subjects/alice"))
                .bearer(server.rootKey())
                .json(Map.of(
                        "disabled", false,
                        "roles", List.of(),
                        "entitlements", List.of(),
                        "attributes", Map.of("plan", "premium", "email", "alice@example.com")))
                .send()
                .expect(200);

        var claims = claims(signIn("native"));

        assertThat(claims.get("plan").stringValue()).isEqualTo("premium");
        assertThat(claims.has("absent")).isFalse();
        assertThat(claims.has("email")).isFalse();
    }
}
