package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.apikey.Right;
import ripcord.server.http.ServedRoutes;
import ripcord.server.http.ServedRoutes.Served;
import ripcord.server.spec.Answer;
import ripcord.server.spec.Call;

/// Whoever may not, may not: every route of the router's own table that takes an API key, tried with every kind of
/// wrong one. What the contract says of them is compared elsewhere; here counts what is served.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiKeyAccessTest {
    /// What one of the routes deletes.
    private static final String DOOMED = "doomed";

    private static final String UNKNOWN = "rc_k_" + "A".repeat(43);

    private final Map<String, String> withRight = new HashMap<>();
    private final Map<String, String> withoutRight = new HashMap<>();
    private final Map<String, String> ofOtherTenant = new HashMap<>();
    private LiveServer server;
    private String deleted;
    private String expired;

    @BeforeAll
    void start(@TempDir Path folder) {
        server = LiveServer.start(folder);
        server.tenant("other");
        server.tenant(DOOMED);
        var all = rights();
        for (var right : all) {
            var others = new ArrayList<>(all);
            others.remove(right);
            withRight.put(right, server.apiKey(List.of("default", DOOMED), List.of(right)));
            withoutRight.put(right, server.apiKey(List.of("*"), others));
            ofOtherTenant.put(right, server.apiKey(List.of("other"), all));
        }
        deleted = deletedKey();
        expired = expiringKey();
        server.clock().advance(Duration.ofHours(1));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static List<String> rights() {
        return Arrays.stream(Right.values()).map(Right::wireName).toList();
    }

    private String deletedKey() {
        var made = server.http()
                .post("/admin/v1/api-keys")
                .bearer(server.rootKey())
                .json(Map.of("name", "gone", "tenants", List.of("*"), "rights", rights()))
                .send()
                .expect(201);
        server.http()
                .delete("/admin/v1/api-keys/" + made.text("/api_key/id"))
                .bearer(server.rootKey())
                .send()
                .expect(204);
        return made.text("/key");
    }

    private String expiringKey() {
        var end = server.clock().instant().plus(Duration.ofHours(1));
        return server.http()
                .post("/admin/v1/api-keys")
                .bearer(server.rootKey())
                .json(Map.of(
                        "name", "short", "tenants", List.of("*"), "rights", rights(), "expires_at", end.toString()))
                .send()
                .expect(201)
                .text("/key");
    }

    private static Stream<Served> routes() {
        return ServedRoutes.all().stream().filter(route -> route.right().isPresent());
    }

    @Test
    void onlyTheseTakeNoApiKey() {
        assertThat(ServedRoutes.all())
                .filteredOn(route -> !route.needsKey())
                .extracting(Served::toString)
                .containsExactlyInAnyOrder(
                        "GET /health",
                        "GET /health/live",
                        "GET /health/ready",
                        "GET /t/{tenant}/.well-known/jwks.json",
                        "GET /t/{tenant}/.well-known/oauth-authorization-server",
                        "GET /.well-known/oauth-authorization-server/t/{tenant}",
                        "GET /t/{tenant}/auth/session",
                        "GET /t/{tenant}/auth/sessions",
                        "DELETE /t/{tenant}/auth/sessions/{id}",
                        "POST /t/{tenant}/auth/token",
                        "POST /t/{tenant}/auth/refresh",
                        "POST /t/{tenant}/auth/logout",
                        "POST /t/{tenant}/oauth/token",
                        "POST /t/{tenant}/oauth/revoke");
    }

    @TestFactory
    Stream<DynamicTest> nobodyWithoutAKeyThatIsGood() {
        return routes().map(route -> dynamicTest(route.toString(), () -> {
            if (route.needsKey()) {
                assertThat(call(route).send().status()).as("none").isEqualTo(401);
            }
            for (var wrong : List.of(UNKNOWN, deleted, expired, "rc_k_short", "", withRight.get("feed") + "x")) {
                assertThat(call(route).bearer(wrong).send().status()).as(wrong).isEqualTo(401);
            }
            var right = withRight.get(route.right().orElseThrow());
            assertThat(call(route).bearer(right).bearer(right).send().status())
                    .as("two keys")
                    .isEqualTo(401);
            assertThat(call(route)
                            .header("Authorization", "Token " + right)
                            .send()
                            .status())
                    .as("another scheme")
                    .isEqualTo(401);
        }));
    }

    @Test
    void aKeyThatMayMakeKeysNeitherSeesNorDeletesOneThatMayMore() {
        var maker = server.apiKey(List.of("*"), List.of("api_keys", "feed"));
        var lesser = keyId(List.of("feed"));
        var greater = keyId(List.of("feed", "revoke"));

        assertThat(server.http()
                        .get("/admin/v1/api-keys?limit=200")
                        .bearer(maker)
                        .send()
                        .expect(200)
                        .body())
                .contains(lesser)
                .doesNotContain(greater);
        assertThat(delete(maker, greater)).isEqualTo(404);
        assertThat(delete(maker, lesser)).isEqualTo(204);
        assertThat(delete(server.rootKey(), greater)).isEqualTo(204);
    }

    private String keyId(List<String> rights) {
        return server.http()
                .post("/admin/v1/api-keys")
                .bearer(server.rootKey())
                .json(Map.of("name", "test", "tenants", List.of("default"), "rights", rights))
                .send()
                .expect(201)
                .text("/api_key/id");
    }

    private int delete(String key, String id) {
        return server.http()
                .delete("/admin/v1/api-keys/" + id)
                .bearer(key)
                .send()
                .status();
    }

    @TestFactory
    Stream<DynamicTest> nobodyWithoutTheRight() {
        return routes().map(route -> dynamicTest(
                route.toString(), () -> assertThat(status(route, withoutRight)).isEqualTo(403)));
    }

    @TestFactory
    Stream<DynamicTest> nobodyOfAnotherTenant() {
        return routes().filter(route -> route.template().contains("{tenant}"))
                .map(route -> dynamicTest(
                        route.toString(),
                        () -> assertThat(status(route, ofOtherTenant)).isEqualTo(403)));
    }

    @TestFactory
    Stream<DynamicTest> whoeverHasTheRightGetsIn() {
        return routes()
                // These two answer for as long as somebody listens.
                .filter(route -> !route.template().endsWith("/feed"))
                .map(route -> dynamicTest(
                        route.toString(),
                        () -> assertThat(status(route, withRight)).isNotIn(401, 500)));
    }

    private int status(Served route, Map<String, String> keys) {
        return call(route).bearer(keys.get(route.right().orElseThrow())).send().status();
    }

    private Call call(Served route) {
        var tenant = route.toString().equals("DELETE /admin/v1/tenants/{tenant}") ? DOOMED : "default";
        var path = route.template().replace("{tenant}", tenant).replaceAll("\\{\\w+}", "AAAAAAAAAAAAAAAA");
        return server.http().call(route.method(), path);
    }

    @Test
    void aKeyOfOneTenantDoesNotLearnWhichOthersThereAre() {
        var key = server.apiKey(List.of("other"), List.of("policy"));

        assertThat(policyOf("default", key).code()).isEqualTo("forbidden");
        assertThat(policyOf("nobody", key).code()).isEqualTo("forbidden");
        assertThat(policyOf("nobody", server.rootKey()).code()).isEqualTo("not_found");
    }

    private Answer policyOf(String tenant, String key) {
        return server.http()
                .get("/admin/v1/tenants/" + tenant + "/policy")
                .bearer(key)
                .send();
    }

    @Test
    void theLastInstantOfAKeyIsAlreadyTooLate() {
        var key = expiringKey();
        server.clock().advance(Duration.ofHours(1).minusMillis(1));
        var before = policyOf("default", key).status();
        server.clock().advance(Duration.ofMillis(1));

        assertThat(before).isEqualTo(200);
        assertThat(policyOf("default", key).status()).isEqualTo(401);
    }

    @Test
    void nobodyMakesAKeyThatMayDoMore() {
        var maker = server.apiKey(List.of("default"), List.of("api_keys", "feed"));

        assertThat(make(maker, List.of("default"), List.of("feed")).status()).isEqualTo(201);
        assertThat(make(maker, List.of("default"), List.of("policy")).code()).isEqualTo("forbidden");
        assertThat(make(maker, List.of("other"), List.of("feed")).code()).isEqualTo("forbidden");
        assertThat(make(maker, List.of("*"), List.of("feed")).code()).isEqualTo("forbidden");
    }

    private Answer make(String maker, List<String> tenants, List<String> rights) {
        return server.http()
                .post("/admin/v1/api-keys")
                .bearer(maker)
                .json(Map.of("name", "made", "tenants", tenants, "rights", rights))
                .send();
    }

    @Test
    void nobodySeesOrDeletesAKeyThatMayDoMore() {
        var maker = server.apiKey(List.of("other"), List.of("api_keys"));
        var theirs = make(server.rootKey(), List.of("default"), List.of("feed")).text("/api_key/id");

        var seen =
                server.http().get("/admin/v1/api-keys?limit=200").bearer(maker).send();
        var deletion = server.http()
                .delete("/admin/v1/api-keys/" + theirs)
                .bearer(maker)
                .send();

        assertThat(seen.body()).doesNotContain(theirs).contains("\"other\"");
        assertThat(deletion.code()).isEqualTo("not_found");
    }

    @Test
    void aKeyOfOneTenantMeetsNothingOfAnotherWhereNoTenantIsNamed() {
        var foreign = server.apiKey(List.of("other"), List.of("tenants", "feed", "api_keys"));

        for (var list : List.of("/admin/v1/api-keys?limit=200", "/admin/v1/tenants?limit=200", "/admin/v1/verifiers")) {
            assertThat(server.http()
                            .get(list)
                            .bearer(foreign)
                            .send()
                            .expect(200)
                            .body())
                    .as(list)
                    .doesNotContain("\"default\"");
        }
    }

    @Test
    void introspectionTakesTheKeyAsAPasswordToo() {
        var basic = Base64.getEncoder()
                .encodeToString(
                        ("anybody:" + withRight.get("introspect")).getBytes(java.nio.charset.StandardCharsets.UTF_8));

        var answer = server.http()
                .post("/t/default/oauth/introspect")
                .header("Authorization", "Basic " + basic)
                .form(Map.of("token", "x"))
                .send();

        assertThat(answer.expect(200).body()).isEqualTo("{\"active\":false}");
    }
}
