package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.spec.Answer;
import tools.jackson.databind.JsonNode;

/// What an operator sets for a tenant is kept, and no other tenant notices.
class LimitsTest {
    @TempDir
    Path folder;

    private LiveServer server;

    @BeforeEach
    void start() {
        server = LiveServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode limit(String name, Integer value) {
        var limits = new HashMap<String, Integer>();
        limits.put(name, value);
        return server.http()
                .call("PATCH", LiveServer.TENANT)
                .bearer(server.rootKey())
                .json(Map.of("limits", limits))
                .send()
                .expect(200)
                .json()
                .get("limits");
    }

    private Answer signIn(String tenant, String subject) {
        return server.http()
                .post("/admin/v1/tenants/" + tenant + "/sessions")
                .bearer(server.rootKey())
                .json(Map.of("subject", subject, "amr", List.of("pwd"), "client_kind", "native"))
                .send();
    }

    private Answer signIn(String subject) {
        return signIn("default", subject);
    }

    private Answer put(String subject) {
        return server.http()
                .put(LiveServer.TENANT + "/subjects/" + subject)
                .bearer(server.rootKey())
                .json(Map.of("disabled", false, "roles", List.of(), "entitlements", List.of(), "attributes", Map.of()))
                .send();
    }

    @Test
    void whatIsNotNamedStaysAndNullLifts() {
        limit("sessions", 7);
        var both = limit("subjects", 9);
        var one = limit("sessions", null);

        assertThat(both.get("sessions").intValue()).isEqualTo(7);
        assertThat(both.get("subjects").intValue()).isEqualTo(9);
        assertThat(one.get("sessions").isNull()).isTrue();
        assertThat(one.get("subjects").intValue()).isEqualTo(9);
    }

    @Test
    void anErasedSubjectMakesRoomForAnother() {
        put("before").expect(200);
        erase("before");
        limit("subjects", 1);
        put("alice").expect(200);
        put("bob").expect(409);

        erase("alice");

        put("bob").expect(200);
        put("carol").expect(409);
    }

    private void erase(String subject) {
        server.http()
                .delete(LiveServer.TENANT + "/subjects/" + subject)
                .bearer(server.rootKey())
                .send()
                .expect(200);
    }

    @Test
    void sessionsThatAreAliveWhenTheLimitIsSetCount() {
        var first = signIn("alice").expect(201).text("/session/id");
        limit("sessions", 2);
        signIn("bob").expect(201);

        var refused = signIn("carol");
        assertThat(refused.expect(409).code()).isEqualTo("quota_exceeded");
        assertThat(refused.faultyFields()).containsExactly("limits.sessions");

        server.http()
                .delete(LiveServer.TENANT + "/sessions/" + first)
                .bearer(server.rootKey())
                .send()
                .expect(200);
        signIn("carol").expect(201);
        assertThat(signIn("dave").status()).isEqualTo(409);
    }

    @Test
    void endingEverythingOfASubjectMakesRoomForAsMany() {
        limit("sessions", 2);
        signIn("alice").expect(201);
        signIn("alice").expect(201);
        server.http()
                .delete(LiveServer.TENANT + "/subjects/alice/sessions")
                .bearer(server.rootKey())
                .send()
                .expect(200);

        signIn("alice").expect(201);
        signIn("alice").expect(201);
        assertThat(signIn("alice").status()).isEqualTo(409);
    }

    @Test
    void theCountIsRightAfterARestart() {
        limit("sessions", 2);
        signIn("alice").expect(201);
        server.close();
        server = LiveServer.start(folder, server.clock());
        signIn("bob").expect(201);

        assertThat(signIn("carol").status()).isEqualTo(409);
    }

    @Test
    void aSubjectThatIsKnownIsNoFurtherOne() {
        put("alice").expect(200);
        limit("subjects", 1);

        put("alice").expect(200);
        signIn("alice").expect(201);
        var refused = put("bob");
        assertThat(refused.expect(409).faultyFields()).containsExactly("limits.subjects");
        assertThat(signIn("bob").expect(409).code()).isEqualTo("quota_exceeded");
    }

    @Test
    void endingASubjectThatIsNotKnownNeedsNoQuota() {
        limit("subjects", 0);

        server.http()
                .delete(LiveServer.TENANT + "/subjects/nobody/sessions")
                .bearer(server.rootKey())
                .send()
                .expect(200);
    }

    @Test
    void whoNeverSignedInTakesNobodysPlace() {
        limit("subjects", 1);
        server.http()
                .delete(LiveServer.TENANT + "/subjects/nobody/sessions")
                .bearer(server.rootKey())
                .send()
                .expect(200);
        limit("sessions", 0);
        assertThat(signIn("alice").expect(409).faultyFields()).containsExactly("limits.sessions");
        limit("sessions", null);

        signIn("bob").expect(201);

        assertThat(signIn("carol").expect(409).faultyFields()).containsExactly("limits.subjects");
    }

    @Test
    void aLoudTenantIsRefusedAndAQuietOneIsNot() {
        server.tenant("quiet");
        limit("sign_ins_per_second", 1);

        assertThat(signIn("alice").status()).isEqualTo(201);
        var statuses = List.of(signIn("alice"), signIn("alice"), signIn("alice"));

        assertThat(statuses).anySatisfy(answer -> {
            assertThat(answer.expect(429).code()).isEqualTo("rate_limited");
            assertThat(answer.header("Retry-After")).hasValue("1");
        });
        assertThat(signIn("quiet", "alice").status()).isEqualTo(201);
    }

    @Test
    void whatTakesBackIsNeverHeldUpByARate() {
        limit("requests_per_second", 1);
        for (int i = 0; i < 20; i++) {
            server.http()
                    .delete(LiveServer.TENANT + "/subjects/alice/sessions")
                    .bearer(server.rootKey())
                    .send()
                    .expect(200);
        }
        limit("requests_per_second", null);
    }
}
