package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.spec.Answer;

/// A deleted tenant is gone for everybody at once.
class TenantRemovalTest {
    private static final String SHOP = "/admin/v1/tenants/shop";

    @TempDir
    Path folder;

    private LiveServer server;
    private SignedIn alice;

    @BeforeEach
    void start() {
        server = LiveServer.start(folder);
        server.tenant("shop");
        alice = server.signIn("shop", "alice", "browser");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Answer delete(String query) {
        return server.http().delete(SHOP + query).bearer(server.rootKey()).send();
    }

    private Answer get(String path) {
        return server.http().get(path).bearer(server.rootKey()).send();
    }

    @Test
    void theReportCountsWhatIsGone() {
        server.signIn("shop", "alice", "native");
        server.apiKey(List.of("shop"), List.of("feed"));

        var report = delete("?wait=PT1S").expect(200).json();

        assertThat(report.get("complete").booleanValue()).isTrue();
        assertThat(report.at("/deleted/sessions").intValue()).isEqualTo(2);
        assertThat(report.at("/deleted/subjects").intValue()).isEqualTo(1);
        assertThat(report.at("/deleted/signing_keys").intValue()).isEqualTo(2);
        assertThat(report.at("/deleted/policies").intValue()).isEqualTo(1);
        assertThat(report.at("/deleted/api_keys").intValue()).isEqualTo(1);
        assertThat(report.at("/confirmation/complete").booleanValue()).isTrue();
    }

    @Test
    void nothingOfItIsFoundAnyMore() {
        delete("").expect(200);

        assertThat(get(SHOP).status()).isEqualTo(404);
        assertThat(get(SHOP + "/sessions").status()).isEqualTo(404);
        assertThat(get("/t/shop/.well-known/jwks.json").status()).isEqualTo(404);
        assertThat(server.http()
                        .get("/t/shop/auth/session")
                        .cookie(alice.sessionCookie(), alice.sessionToken())
                        .send()
                        .status())
                .isEqualTo(404);
        assertThat(get("/admin/v1/tenants").json().get("items").size()).isEqualTo(1);
    }

    @Test
    void aRepeatIsAnsweredLikeTheFirst() {
        var first = delete("").expect(200).json();
        var second = delete("").expect(200).json();

        assertThat(second.get("seq")).isEqualTo(first.get("seq"));
        assertThat(second.get("deleted")).isEqualTo(first.get("deleted"));
    }

    @Test
    void itsIdIsNeverGivenAgainNotEvenAfterARestart() {
        delete("").expect(200);
        server.close();
        server = LiveServer.start(folder, server.clock());

        var again = server.http()
                .post("/admin/v1/tenants")
                .bearer(server.rootKey())
                .json(Map.of("id", "shop"))
                .send();

        assertThat(again.expect(409).code()).isEqualTo("tenant_id_used");
    }

    @Test
    void aKeyForThisTenantOnlyIsWorthNothingAndOneForSeveralLivesOn() {
        var only = server.apiKey(List.of("shop"), List.of("tenants"));
        var several = server.apiKey(List.of("shop", "default"), List.of("tenants"));
        delete("").expect(200);

        assertThat(server.http().get(SHOP).bearer(only).send().status()).isEqualTo(401);
        assertThat(server.http().get(LiveServer.TENANT).bearer(several).send().status())
                .isEqualTo(200);
    }

    @Test
    void itsFeedsTellTheEntryAndSayGoodbye() throws IOException {
        try (var feed = server
                .http()
                .get("/t/shop/feed?name=orders&max_staleness_ms=2000&when_stale=reject")
                .bearer(server.rootKey())
                .stream()) {
            feed.next("snapshot");
            var seq = delete("").expect(200).json().get("seq").longValue();

            assertThat(feed.next("entries").data().at("/entries/0/seq").longValue())
                    .isEqualTo(seq);
            feed.next("bye");
            feed.awaitEnd();
        }
    }

    @Test
    void theDefaultTenantIsNotMadeAgainByARestart() {
        var root = server.rootKey();
        server.http().delete(LiveServer.TENANT).bearer(root).send().expect(200);
        server.close();
        server = LiveServer.start(folder, server.clock());

        assertThat(server.rootKey()).isEqualTo(root);
        assertThat(get(LiveServer.TENANT).status()).isEqualTo(404);
    }

    @Test
    void whatNeverWasIsNotFound() {
        assertThat(server.http()
                        .delete("/admin/v1/tenants/nobody")
                        .bearer(server.rootKey())
                        .send()
                        .expect(404)
                        .code())
                .isEqualTo("not_found");
    }
}
