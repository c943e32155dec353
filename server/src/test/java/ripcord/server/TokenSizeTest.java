package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.spec.Answer;

/// An access token that the policy does not allow is refused before anything was done for it.
class TokenSizeTest {
    private LiveServer server;

    @BeforeEach
    void start(@TempDir Path folder) {
        server = LiveServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRefreshThatCannotBeAnsweredSpendsNoToken() {
        var signedIn = server.signIn("default", "a".repeat(250), "native");
        server.policy("default", "access_token", "max_bytes", 512);

        var json = refresh(signedIn);
        var form = server.http()
                .post(LiveServer.ISSUER + "/oauth/token")
                .form(Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        signedIn.refreshToken(),
                        "client_id",
                        "default"))
                .send();

        assertThat(json.expect(422).faultyFields()).containsExactly("access_token.max_bytes");
        assertThat(form.status()).isEqualTo(400);
        assertThat(server.http()
                        .post(LiveServer.ISSUER + "/oauth/introspect")
                        .bearer(server.rootKey())
                        .form(Map.of("token", signedIn.refreshToken()))
                        .send()
                        .expect(200)
                        .json()
                        .get("active")
                        .booleanValue())
                .isTrue();
        server.policy("default", "access_token", "max_bytes", 2048);
        refresh(signedIn).expect(200);
    }

    private Answer refresh(LiveServer.SignedIn signedIn) {
        return server.http()
                .post(LiveServer.ISSUER + "/auth/refresh")
                .json(Map.of("refresh_token", signedIn.refreshToken()))
                .send();
    }

    @Test
    void aSignInThatCannotBeAnsweredBeginsNoSession() {
        var subject = LiveServer.TENANT + "/subjects/alice";
        server.http()
                .put(subject)
                .bearer(server.rootKey())
                .json(Map.of(
                        "disabled",
                        false,
                        "roles",
                        List.of("r".repeat(128), "s".repeat(128), "t".repeat(128)),
                        "entitlements",
                        List.of(),
                        "attributes",
                        Map.of()))
                .send()
                .expect(200);
        server.policy("default", "access_token", "authorization", "embed");
        server.policy("default", "access_token", "max_bytes", 700);

        var answer = server.http()
                .post(LiveServer.TENANT + "/sessions")
                .bearer(server.rootKey())
                .json(Map.of("subject", "alice", "amr", List.of("pwd"), "client_kind", "native"))
                .send();

        assertThat(answer.expect(422).faultyFields()).containsExactly("access_token.max_bytes");
        assertThat(server.http()
                        .get(LiveServer.TENANT + "/sessions")
                        .bearer(server.rootKey())
                        .send()
                        .expect(200)
                        .json()
                        .get("items"))
                .isEmpty();
        server.signIn("bob");
    }

    @Test
    void aRenewalThatCannotBeAnsweredVoidsNothing() {
        var signedIn = server.signIn("default", "a".repeat(250), "native");
        server.policy("default", "access_token", "max_bytes", 512);

        var answer = server.http()
                .post(LiveServer.TENANT + "/sessions/" + signedIn.session() + "/renew")
                .bearer(server.rootKey())
                .json(Map.of("cause", "password", "others", "end"))
                .send();

        assertThat(answer.expect(422).faultyFields()).containsExactly("access_token.max_bytes");
        server.policy("default", "access_token", "max_bytes", 2048);
        refresh(signedIn).expect(200);
    }
}
