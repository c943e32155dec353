package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.spec.Answer;

/// A suspended tenant is refused everywhere, and nobody is signed out by that.
class SuspensionTest {
    @TempDir
    Path folder;

    private LiveServer server;
    private SignedIn alice;

    @BeforeEach
    void start() {
        server = LiveServer.start(folder);
        alice = server.signIn("alice");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Answer change(Map<String, ?> change) {
        return server.http()
                .call("PATCH", LiveServer.TENANT)
                .bearer(server.rootKey())
                .json(change)
                .send();
    }

    private Answer suspended(boolean suspended) {
        return change(Map.of("suspended", suspended)).expect(200);
    }

    private Answer own(String path) {
        return server.http()
                .get(LiveServer.ISSUER + path)
                .cookie(alice.sessionCookie(), alice.sessionToken())
                .send();
    }

    private Answer refresh(String token) {
        return server.http()
                .post(LiveServer.ISSUER + "/auth/refresh")
                .json(Map.of("refresh_token", token))
                .send();
    }

    private Answer signIn() {
        return server.http()
                .post(LiveServer.TENANT + "/sessions")
                .bearer(server.rootKey())
                .json(Map.of("subject", "bob", "amr", List.of("pwd"), "client_kind", "native"))
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

    @Test
    void everyUseOfASuspendedTenantIsRefusedByName() {
        suspended(true);

        assertThat(List.of(own("/auth/session"), own("/auth/sessions"), refresh(alice.refreshToken()), signIn()))
                .allSatisfy(answer -> assertThat(answer.expect(403).code()).isEqualTo("tenant_suspended"));
        assertThat(List.of(alice.sessionToken(), alice.refreshToken(), alice.accessToken()))
                .noneMatch(this::isActive);
        assertThat(renew().expect(403).code()).isEqualTo("tenant_suspended");
    }

    private Answer renew() {
        return server.http()
                .post(LiveServer.TENANT + "/sessions/" + alice.session() + "/renew")
                .bearer(server.rootKey())
                .json(Map.of("cause", "password", "others", "keep"))
                .send();
    }

    @Test
    void noCookieIsClearedByASuspension() {
        suspended(true);

        assertThat(own("/auth/session").header("Set-Cookie")).isEmpty();
    }

    @Test
    void anOAuthClientKeepsItsRefreshToken() {
        suspended(true);
        var form = Map.of("grant_type", "refresh_token", "refresh_token", alice.refreshToken(), "client_id", "default");

        var refused = server.http()
                .post(LiveServer.ISSUER + "/oauth/token")
                .form(form)
                .send();

        assertThat(refused.expect(403).code()).isEqualTo("access_denied");
    }

    @Test
    void resumingMakesEverySessionUsableAgainAndNoOlderAccessToken() {
        suspended(true);
        suspended(false);

        assertThat(own("/auth/session").status()).isEqualTo(200);
        assertThat(isActive(alice.sessionToken())).isTrue();
        assertThat(isActive(alice.accessToken())).isFalse();
        assertThat(isActive(refresh(alice.refreshToken()).expect(200).text("/access_token")))
                .isTrue();
        signIn().expect(201);
    }

    @Test
    void idleTimeStandsStillWhileNobodyCanUseASession() {
        server.policy("default", "session", "idle", "PT1H");
        suspended(true);
        server.clock().advance(Duration.ofHours(5));
        server.server().tidyUp();
        suspended(false);
        server.clock().advance(Duration.ofMinutes(59));
        server.server().tidyUp();
        assertThat(listed("alive")).isEqualTo(1);
        assertThat(own("/auth/session").status()).isEqualTo(200);

        server.clock().advance(Duration.ofMinutes(61));

        assertThat(listed("alive")).isZero();
        assertThat(own("/auth/session").status()).isEqualTo(401);
    }

    private int listed(String state) {
        return server.http()
                .get(LiveServer.TENANT + "/sessions?state=" + state)
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json()
                .get("items")
                .size();
    }

    @Test
    void theHardEndComesAlsoInASuspension() {
        suspended(true);
        server.clock().advance(Duration.ofDays(30));
        suspended(false);

        assertThat(own("/auth/session").status()).isEqualTo(401);
    }

    @Test
    void aSessionCanBeEndedWhileItsTenantIsSuspended() {
        suspended(true);
        server.http()
                .post(LiveServer.ISSUER + "/auth/logout")
                .sameOrigin()
                .cookie(alice.sessionCookie(), alice.sessionToken())
                .send()
                .expect(204);
        suspended(false);

        assertThat(own("/auth/session").status()).isEqualTo(401);
    }

    @Test
    void theStateSurvivesARestart() {
        suspended(true);
        server.close();
        server = LiveServer.start(folder, server.clock());

        assertThat(own("/auth/session").expect(403).code()).isEqualTo("tenant_suspended");
        suspended(false);
        assertThat(own("/auth/session").status()).isEqualTo(200);
    }

    @Test
    void suspendingTwiceIsSuspendingOnce() {
        var first = suspended(true);
        var second = change(Map.of("suspended", true)).expect(200);

        assertThat(second.json().get("seq")).isEqualTo(first.json().get("seq"));
        assertThat(second.json().get("suspended").booleanValue()).isTrue();
    }

    @Test
    void aSuspensionWaitsForVerifiersLikeARevocation() {
        var answer = server.http()
                .call("PATCH", LiveServer.TENANT + "?wait=PT1S")
                .bearer(server.rootKey())
                .json(Map.of("suspended", true))
                .send()
                .expect(200);

        assertThat(answer.json().at("/confirmation/complete").booleanValue()).isTrue();
    }

    @Test
    void anotherTenantDoesNotNotice() {
        server.tenant("other");
        var bob = server.signIn("other", "bob", "browser");
        suspended(true);

        assertThat(server.http()
                        .get("/t/other/auth/session")
                        .cookie(bob.sessionCookie(), bob.sessionToken())
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aNameIsChangedAloneAndNothingIsWritten() {
        var renamed = change(Map.of("name", "The shop")).expect(200);

        assertThat(renamed.text("/name")).isEqualTo("The shop");
        assertThat(renamed.json().has("seq")).isFalse();
        assertThat(server.http()
                        .get(LiveServer.TENANT)
                        .bearer(server.rootKey())
                        .send()
                        .text("/name"))
                .isEqualTo("The shop");
        assertThat(isActive(alice.accessToken())).isTrue();
    }
}
