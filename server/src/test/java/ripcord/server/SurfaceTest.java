package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.spec.Answer;
import ripcord.server.spec.CheckedFeed;

/// Every route does what it is for; the contract looks at each answer.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SurfaceTest {
    private LiveServer server;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        server = open(folder);
    }

    LiveServer open(Path folder) throws IOException {
        return LiveServer.start(folder);
    }

    @AfterAll
    void stop() throws IOException {
        server.close();
    }

    private Answer get(String path) {
        return server.http().get(path).bearer(server.rootKey()).send().expect(200);
    }

    private Answer post(String path, Map<String, ?> body) {
        return server.http().post(path).bearer(server.rootKey()).json(body).send();
    }

    @Test
    void tenantsAreMadeOnceAndListedInPages() {
        server.tenant("acme-a");
        server.tenant("acme-b");

        var first = get("/admin/v1/tenants?limit=1").json();
        var second = get("/admin/v1/tenants?limit=1&cursor="
                        + first.get("next_cursor").stringValue())
                .json();

        assertThat(first.at("/items/0/id").stringValue()).isEqualTo("acme-a");
        assertThat(second.at("/items/0/id").stringValue()).isEqualTo("acme-b");
        assertThat(get("/admin/v1/tenants/acme-a").text("/issuer")).isEqualTo(LiveServer.BASE_URL + "/t/acme-a");
        assertThat(post("/admin/v1/tenants", Map.of("id", "acme-a")).expect(409).code())
                .isEqualTo("tenant_exists");
    }

    @Test
    void aPolicyIsReplacedOnlyByWhoHasSeenIt() {
        server.tenant("policies");
        var path = "/admin/v1/tenants/policies/policy";
        var seen = get(path);
        var tag = seen.header("ETag").orElseThrow();

        var replaced = put(path, seen, tag).expect(200);
        var late = put(path, seen, tag).expect(412);

        assertThat(replaced.header("ETag")).isNotEmpty().isNotEqualTo(seen.header("ETag"));
        assertThat(late.code()).isEqualTo("precondition_failed");
        assertThat(put(path, seen, "\"nonsense\"").status()).isEqualTo(412);
        assertThat(put(path, seen, "*").status()).isEqualTo(200);
    }

    private Answer put(String path, Answer policy, String tag) {
        return server.http()
                .put(path)
                .bearer(server.rootKey())
                .header("If-Match", tag)
                .json(policy.json())
                .send();
    }

    @Test
    void aSubjectThatIsDisabledIsSignedOutAndStaysOut() {
        var signedIn = server.signIn("bob");
        var path = LiveServer.TENANT + "/subjects/bob";
        var body = Map.of(
                "disabled",
                true,
                "roles",
                List.of("editor"),
                "entitlements",
                List.of(),
                "attributes",
                Map.of("n", 1.50));

        var put = server.http()
                .put(path)
                .bearer(server.rootKey())
                .json(body)
                .send()
                .expect(200);

        assertThat(get(path).json().get("disabled").booleanValue()).isTrue();
        assertThat(ownSession(signedIn).status()).isEqualTo(401);
        assertThat(post(LiveServer.TENANT + "/sessions", signIn("bob"))
                        .expect(409)
                        .code())
                .isEqualTo("subject_disabled");
        var ref = put.text("/authz_ref");
        assertThat(get(LiveServer.ISSUER + "/authz/" + ref).text("/roles/0")).isEqualTo("editor");
        assertThat(post(LiveServer.ISSUER + "/authz", Map.of("refs", List.of(ref, "A".repeat(22))))
                        .expect(200)
                        .json()
                        .get("answers")
                        .propertyNames())
                .containsExactly(ref);
    }

    private static Map<String, Object> signIn(String subject) {
        return new HashMap<>(Map.of("subject", subject, "amr", List.of("pwd"), "client_kind", "browser"));
    }

    private Answer ownSession(LiveServer.SignedIn signedIn) {
        return server.http()
                .get("/t/default/auth/session")
                .cookie(signedIn.sessionCookie(), signedIn.sessionToken())
                .send();
    }

    @Test
    void aRenewalVoidsWhatWasBeforeAndSaysSo() {
        var signedIn = server.signIn("carol");
        var other = server.signIn("carol");
        var path = LiveServer.TENANT + "/sessions/" + signedIn.session();

        var renewed = post(path + "/renew", Map.of("cause", "mfa", "amr", List.of("pwd", "otp"), "others", "end"))
                .expect(200);

        assertThat(ownSession(signedIn).expect(401).code()).isEqualTo("superseded");
        assertThat(ownSession(signedIn).headers().allValues("Set-Cookie")).isEmpty();
        assertThat(ownSession(other).expect(401).code()).isEqualTo("signed_out");
        assertThat(ownSession(new LiveServer.SignedIn("default", renewed.json()))
                        .expect(200)
                        .body())
                .contains("otp");
        assertThat(get(path).json().at("/history/1/cause").stringValue()).isEqualTo("mfa");
    }

    @Test
    void aRepeatedSignInIsTheSameSession() {
        var first = signInOnce("dave", "k1").expect(201);
        var again = signInOnce("dave", "k1").expect(201);
        var other = signInOnce("eve", "k1").expect(422);

        assertThat(again.text("/session/id")).isEqualTo(first.text("/session/id"));
        assertThat(again.text("/session_token")).isEqualTo(first.text("/session_token"));
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
        assertThat(signInOnce("dave", "k2").expect(201).text("/session/id")).isNotEqualTo(first.text("/session/id"));
    }

    private Answer signInOnce(String subject, String key) {
        return server.http()
                .post(LiveServer.TENANT + "/sessions")
                .bearer(server.rootKey())
                .header("Idempotency-Key", key)
                .json(signIn(subject))
                .send();
    }

    @Test
    void aSignInFromBeforeAnEndIsRefused() {
        long seen = get(LiveServer.TENANT + "/revocations").json().get("seq").longValue();
        server.http()
                .delete(LiveServer.TENANT + "/subjects/frank/sessions?reason=lost%20phone")
                .bearer(server.rootKey())
                .send()
                .expect(200);
        var late = signIn("frank");
        late.put("if_seq", seen);

        assertThat(post(LiveServer.TENANT + "/sessions", late).expect(412).code())
                .isEqualTo("precondition_failed");
    }

    @Test
    void aSubjectSeesAndEndsItsOwnSessionsOnly() {
        var phone = server.signIn("grace");
        var laptop = server.signIn("grace");
        var mallory = server.signIn("mallory");

        var list = server.http()
                .get("/t/default/auth/sessions")
                .cookie(laptop.sessionCookie(), laptop.sessionToken())
                .send()
                .expect(200);
        var theirs = endOwn(mallory, phone.session());
        var own = endOwn(laptop, phone.session());

        assertThat(list.json().get("items").size()).isEqualTo(2);
        assertThat(theirs.status()).isEqualTo(404);
        assertThat(own.status()).isEqualTo(204);
        assertThat(ownSession(phone).status()).isEqualTo(401);
        assertThat(ownSession(laptop).status()).isEqualTo(200);
    }

    private Answer endOwn(LiveServer.SignedIn signedIn, String session) {
        return server.http()
                .delete("/t/default/auth/sessions/" + session)
                .sameOrigin()
                .cookie(signedIn.sessionCookie(), signedIn.sessionToken())
                .send();
    }

    @Test
    void whatWasNotAskedForDoesNotExist() {
        var body = signIn("heidi");
        body.put("credentials", List.of("session_token"));
        var made = post(LiveServer.TENANT + "/sessions", body).expect(201).json();

        assertThat(made.has("access_token")).isFalse();
        assertThat(made.has("refresh_token")).isFalse();
        assertThat(server.http()
                        .post("/t/default/auth/token")
                        .sameOrigin()
                        .cookie(
                                "__Host-rc_session-default",
                                made.get("session_token").stringValue())
                        .send()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void clientsTakeBackTheirOwnTokensAndNoOthers() {
        var signedIn = server.signIn("ivan");

        var wrong = revoke(signedIn.refreshToken(), "another").expect(400);
        var access = revoke(signedIn.accessToken(), "default");
        boolean sessionLives = ownSession(signedIn).status() == 200;
        var refresh = revoke(signedIn.refreshToken(), "default");

        assertThat(wrong.code()).isEqualTo("invalid_grant");
        assertThat(access.status()).isEqualTo(200);
        assertThat(sessionLives).isTrue();
        assertThat(refresh.status()).isEqualTo(200);
        assertThat(ownSession(signedIn).status()).isEqualTo(401);
        assertThat(revoke("garbage", "default").status()).isEqualTo(200);
    }

    private Answer revoke(String token, String client) {
        return server.http()
                .post("/t/default/oauth/revoke")
                .form(Map.of("token", token, "client_id", client))
                .send();
    }

    @Test
    void everybodyReadsKeysAndMetadata() {
        server.signIn("judy");
        var jwks = server.http().get("/t/default/.well-known/jwks.json").send().expect(200);
        var again = server.http()
                .get("/t/default/.well-known/jwks.json")
                .header("If-None-Match", jwks.header("ETag").orElseThrow())
                .send();

        assertThat(again.status()).isEqualTo(304);
        assertThat(get(LiveServer.TENANT + "/keys").json().get("items").size()).isEqualTo(2);
        for (var path : List.of(
                "/t/default/.well-known/oauth-authorization-server",
                "/.well-known/oauth-authorization-server/t/default")) {
            assertThat(server.http().get(path).send().expect(200).text("/issuer"))
                    .isEqualTo(LiveServer.BASE_URL + "/t/default");
        }
        assertThat(server.http().get("/health").send().expect(200).text("/status"))
                .isEqualTo("ok");
    }

    @Test
    void aVerifierConfirmsReportsAndLeaves() throws IOException {
        try (CheckedFeed feed = server
                .http()
                .get("/t/default/feed?name=orders&max_staleness_ms=5000&when_stale=introspect&version=1.0")
                .bearer(server.rootKey())
                .stream()) {
            var id = feed.next("hello").data().get("subscription").stringValue();
            feed.next("snapshot");
            var confirming = Thread.ofVirtual().start(() -> {
                var asked = feed.next("confirm").data();
                post(
                                "/t/default/feed/confirm",
                                Map.of(
                                        "subscription", id,
                                        "confirmation",
                                                asked.get("confirmation").stringValue(),
                                        "seq", asked.get("seq").longValue()))
                        .expect(204);
            });

            var revoked = post(
                            LiveServer.TENANT + "/revocations",
                            Map.of("target_type", "subject", "target", "kate", "reason", "drill", "wait", "PT4S"))
                    .expect(201);

            assertThat(revoked.json().at("/confirmation/complete").booleanValue())
                    .isTrue();
            assertThat(revoked.json().at("/confirmation/confirmed/0/name").stringValue())
                    .isEqualTo("orders");
            join(confirming);
            report(id);
            assertThat(get("/admin/v1/verifiers").json().at("/items/0/verified").longValue())
                    .isEqualTo(7);
            post("/feed/close", Map.of("subscription", id)).expect(204);
            feed.awaitEnd();
        }
    }

    private void report(String id) {
        post(
                        "/feed/report",
                        Map.of(
                                "subscription",
                                id,
                                "seq",
                                1,
                                "staleness_ms",
                                12.5,
                                "version",
                                "1.0",
                                "verified",
                                7,
                                "rejected",
                                Map.of("REVOKED", 2)))
                .expect(204);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatIsNotThereIsSaidAsJsonWhateverIsAccepted() {
        var nothing =
                server.http().get("/nothing").header("Accept", "text/html").send();
        var method = server.http().call("PATCH", "/health").send();

        assertThat(nothing.code()).isEqualTo("not_found");
        assertThat(method.expect(405).header("Allow")).hasValue("GET");
        assertThat(server.http().call("HEAD", "/health").send().status()).isEqualTo(405);
    }
}
