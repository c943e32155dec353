package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
import ripcord.server.spec.Answer;
import ripcord.server.spec.Call;
import ripcord.server.spec.CheckedHttp;
import ripcord.server.spec.Operation;

/// Whoever may not, may not: every operation that takes an API key, tried with every kind of wrong one.
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
        return CheckedHttp.contract().operations().stream()
                .flatMap(operation -> operation.right().stream())
                .distinct()
                .toList();
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

    private static Stream<Operation> operations() {
        return CheckedHttp.contract().operations().stream()
                .filter(operation -> operation.right().isPresent());
    }

    @TestFactory
    Stream<DynamicTest> nobodyWithoutAKeyThatIsGood() {
        return operations()
                .map(operation -> dynamicTest(operation.toString(), () -> {
                    if (operation.needsApiKey()) {
                        assertThat(call(operation).send().status()).as("none").isEqualTo(401);
                    }
                    for (var wrong :
                            List.of(UNKNOWN, deleted, expired, "rc_k_short", "", withRight.get("feed") + "x")) {
                        assertThat(call(operation).bearer(wrong).send().status())
                                .as(wrong)
                                .isEqualTo(401);
                    }
                    var right = withRight.get(operation.right().orElseThrow());
                    assertThat(call(operation)
                                    .bearer(right)
                                    .bearer(right)
                                    .send()
                                    .status())
                            .as("two keys")
                            .isEqualTo(401);
                    assertThat(call(operation)
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
        return operations()
                .map(operation -> dynamicTest(
                        operation.toString(),
                        () -> assertThat(call(operation)
                                        .bearer(withoutRight.get(
                                                operation.right().orElseThrow()))
                                        .send()
                                        .status())
                                .isEqualTo(403)));
    }

    @TestFactory
    Stream<DynamicTest> nobodyOfAnotherTenant() {
        return operations()
                .filter(ApiKeyAccessTest::namesTenant)
                .map(operation -> dynamicTest(
                        operation.toString(),
                        () -> assertThat(call(operation)
                                        .bearer(ofOtherTenant.get(
                                                operation.right().orElseThrow()))
                                        .send()
                                        .status())
                                .isEqualTo(403)));
    }

    private static boolean namesTenant(Operation operation) {
        return operation.template().contains("{tenant}");
    }

    @TestFactory
    Stream<DynamicTest> whoeverHasTheRightGetsIn() {
        return operations()
                // These two answer for as long as somebody listens.
                .filter(operation ->
                        !operation.id().equals("feed") && !operation.id().equals("feedAll"))
                .map(operation -> dynamicTest(
                        operation.toString(),
                        () -> assertThat(call(operation)
                                        .bearer(withRight.get(operation.right().orElseThrow()))
                                        .send()
                                        .status())
                                .isNotIn(401, 500)));
    }

    private Call call(Operation operation) {
        var tenant = operation.id().equals("deleteTenant") ? DOOMED : "default";
        var path = operation.template().replace("{tenant}", tenant).replaceAll("\\{\\w+}", "AAAAAAAAAAAAAAAA");
        return server.http().call(operation.method(), path);
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
