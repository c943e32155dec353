package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.spec.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is kept of subjects and tenants is listed, handed out and erased, and holds no secret.
class SubjectRecordsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SUBJECTS = LiveServer.TENANT + "/subjects";

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

    private Answer get(String path) {
        return server.http().get(path).bearer(server.rootKey()).send();
    }

    private Answer erase(String subject, String query) {
        return server.http()
                .delete(SUBJECTS + "/" + subject + query)
                .bearer(server.rootKey())
                .send();
    }

    private Answer put(String subject, boolean disabled) {
        return server.http()
                .put(SUBJECTS + "/" + subject)
                .bearer(server.rootKey())
                .json(Map.of(
                        "disabled",
                        disabled,
                        "roles",
                        List.of("editor"),
                        "entitlements",
                        List.of(),
                        "attributes",
                        Map.of("plan", "gold")))
                .send()
                .expect(200);
    }

    private JsonNode signInFrom(String subject) {
        return server.http()
                .post(LiveServer.TENANT + "/sessions")
                .bearer(server.rootKey())
                .json(Map.of(
                        "subject",
                        subject,
                        "amr",
                        List.of("pwd"),
                        "client_kind",
                        "native",
                        "device",
                        Map.of("label", "Alices-phone", "ip", "192.0.2.99", "user_agent", "alices-agent/1")))
                .send()
                .expect(201)
                .json();
    }

    @Test
    void pagesHoldEverySubjectOnce() {
        for (var name : List.of("carol", "alice", "ünal/2", "bob")) {
            put(name.replace("ü", "%C3%BC").replace("/", "%2F"), false);
        }
        var seen = new TreeSet<String>();
        var path = SUBJECTS + "?limit=3";
        var first = get(path).expect(200).json();
        first.get("items").forEach(item -> seen.add(item.get("subject").stringValue()));
        var second = get(path + "&cursor=" + first.get("next_cursor").stringValue())
                .expect(200)
                .json();
        second.get("items").forEach(item -> seen.add(item.get("subject").stringValue()));

        assertThat(first.get("items").size()).isEqualTo(3);
        assertThat(second.get("items").size()).isEqualTo(1);
        assertThat(second.has("next_cursor")).isFalse();
        assertThat(seen).containsExactly("alice", "bob", "carol", "ünal/2");
    }

    @Test
    void anExportHoldsTheSubjectAndAllItsSessions() {
        put("alice", false);
        var ended = signInFrom("alice").at("/session/id").stringValue();
        server.http()
                .delete(LiveServer.TENANT + "/sessions/" + ended)
                .bearer(server.rootKey())
                .send()
                .expect(200);
        var alive = signInFrom("alice");

        var export = get(SUBJECTS + "/alice/export").expect(200);

        assertThat(export.text("/subject/attributes/plan")).isEqualTo("gold");
        assertThat(export.json().get("sessions").size()).isEqualTo(2);
        assertThat(export.body())
                .contains("Alices-phone", ended)
                .doesNotContain(alive.get("refresh_token").stringValue());
        assertThat(get(SUBJECTS + "/nobody/export").status()).isEqualTo(404);
    }

    @Test
    void nothingThatIsKeptSaysWhoAnErasedSubjectWas() {
        put("alice", false);
        var session = signInFrom("alice").at("/session/id").stringValue();

        var report = erase("alice", "?wait=PT1S").expect(200).json();

        assertThat(report.at("/erased/sessions").intValue()).isEqualTo(1);
        assertThat(report.at("/confirmation/complete").booleanValue()).isTrue();
        var kept = get(LiveServer.TENANT + "/sessions/" + session).expect(200);
        assertThat(kept.text("/session/end_reason")).isEqualTo("subject");
        assertThat(kept.text("/session/subject")).startsWith("erased-");
        var export = get(LiveServer.TENANT + "/export").expect(200).body();
        assertThat(export)
                .contains(session)
                .doesNotContain("alice", "Alices-phone", "192.0.2.99", "alices-agent", "gold", "editor");
        assertThat(get(SUBJECTS + "/alice").status()).isEqualTo(404);
        assertThat(erase("alice", "").status()).isEqualTo(404);
    }

    @Test
    void anErasedSubjectIsNoneUnderItsNewNameEither() {
        put("alice", false);
        var session = signInFrom("alice").at("/session/id").stringValue();
        erase("alice", "").expect(200);
        var name = get(LiveServer.TENANT + "/sessions/" + session).text("/session/subject");

        assertThat(get(SUBJECTS).expect(200).json().get("items")).isEmpty();
        assertThat(get(SUBJECTS + "/" + name).status()).isEqualTo(404);
        assertThat(erase(name, "").status()).isEqualTo(404);
        assertThat(get(LiveServer.TENANT + "/export").expect(200).body()).doesNotContain("\"kind\":\"subject\"");
        // Unless somebody is called that.
        put(name, false);
        assertThat(get(SUBJECTS + "/" + name).expect(200).json().at("/disabled").booleanValue())
                .isFalse();
        assertThat(get(SUBJECTS).json().get("items")).hasSize(1);
    }

    @Test
    void whoSignsInUnderAnErasedNameIsSomebodyElse() {
        put("alice", false);
        var before = get(SUBJECTS + "/alice").text("/authz_ref");
        erase("alice", "").expect(200);
        signInFrom("alice");

        var now = get(SUBJECTS + "/alice").expect(200);

        assertThat(now.text("/authz_ref")).isNotEqualTo(before);
        assertThat(now.json().get("roles")).isEmpty();
        assertThat(get("/t/default/authz/" + before).expect(404).code()).isEqualTo("not_found");
    }

    @Test
    void aSignInThatWasDecidedBeforeTheErasureIsRefused() {
        put("alice", false);
        long seen = get(LiveServer.TENANT + "/revocations").json().get("seq").longValue();
        erase("alice", "").expect(200);

        var late = server.http()
                .post(LiveServer.TENANT + "/sessions")
                .bearer(server.rootKey())
                .json(Map.of("subject", "alice", "amr", List.of("pwd"), "client_kind", "native", "if_seq", seen))
                .send();

        assertThat(late.expect(412).code()).isEqualTo("precondition_failed");
    }

    @Test
    void aDisabledSubjectIsRefusedUntilItIsEnabled() {
        put("alice", true);
        var body = Map.of("subject", "alice", "amr", List.of("pwd"), "client_kind", "native");
        var refused = server.http()
                .post(LiveServer.TENANT + "/sessions")
                .bearer(server.rootKey())
                .json(body)
                .send();
        put("alice", false);

        assertThat(refused.expect(409).code()).isEqualTo("subject_disabled");
        signInFrom("alice");
    }

    @Test
    void aTenantsExportSaysThatItIsWholeAndHoldsNoSecret() {
        put("alice", false);
        var signedIn = server.signIn("alice");
        var key = server.apiKey(List.of("default"), List.of("feed"));

        var export = get(LiveServer.TENANT + "/export").expect(200);

        var lines = export.body().lines().map(JSON::readTree).toList();
        assertThat(lines.getLast().get("kind").stringValue()).isEqualTo("end");
        assertThat(lines.getLast().get("records").intValue()).isEqualTo(lines.size() - 1);
        assertThat(lines.stream().map(line -> line.get("kind").stringValue()))
                .contains("tenant", "policy", "subject", "session", "signing_key", "api_key", "entry");
        assertThat(export.header("Content-Type")).hasValue("application/x-ndjson");
        assertThat(List.of(
                        key,
                        server.rootKey(),
                        signedIn.sessionToken(),
                        signedIn.refreshToken(),
                        signedIn.accessToken()))
                .noneMatch(secret -> export.body().contains(secret));
    }

    @Test
    void aKeyForAnotherTenantGetsNothing() {
        server.tenant("other");
        var key = server.apiKey(List.of("other"), List.of("tenants", "subjects"));

        assertThat(server.http()
                        .get(LiveServer.TENANT + "/export")
                        .bearer(key)
                        .send()
                        .status())
                .isEqualTo(403);
        assertThat(server.http().get(SUBJECTS).bearer(key).send().status()).isEqualTo(403);
    }
}
