package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.spec.Answer;
import tools.jackson.databind.JsonNode;

/// What an API key is from its making to its end.
class ApiKeyLifeTest {
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

    private Answer make(Map<String, ?> wish) {
        return server.http()
                .post("/admin/v1/api-keys")
                .bearer(server.rootKey())
                .json(wish)
                .send()
                .expect(201);
    }

    private JsonNode listed(String name) {
        var items = server.http()
                .get("/admin/v1/api-keys?limit=200")
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json()
                .get("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(key -> key.get("name").stringValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private int use(String key) {
        return server.http()
                .get("/admin/v1/tenants/default/keys")
                .bearer(key)
                .send()
                .status();
    }

    private static Map<String, ?> wish(String name) {
        return Map.of("name", name, "tenants", List.of("default"), "rights", List.of("keys"));
    }

    @Test
    void theLastUseIsToldToTheMinuteAndOutlivesARestart() {
        var key = make(wish("used")).text("/key");
        assertThat(listed("used").has("last_used_at")).isFalse();

        use(key);
        var minute = server.clock().instant().truncatedTo(ChronoUnit.MINUTES);
        assertThat(lastUse()).isEqualTo(minute);
        server.clock().set(minute.plus(1, ChronoUnit.MINUTES));
        use(key);
        var clock = server.clock();
        server.close();
        server = LiveServer.start(folder, clock);

        assertThat(lastUse()).isEqualTo(minute.plus(1, ChronoUnit.MINUTES));
    }

    private Instant lastUse() {
        return Instant.parse(listed("used").get("last_used_at").stringValue());
    }

    @Test
    void aKeyThatIsOverIsRefusedAndListedAsExpired() {
        var end = server.clock().instant().plus(Duration.ofHours(1));
        var key = make(Map.of(
                        "name",
                        "short",
                        "tenants",
                        List.of("default"),
                        "rights",
                        List.of("keys"),
                        "expires_at",
                        end.toString()))
                .text("/key");
        assertThat(use(key)).isEqualTo(200);
        assertThat(listed("short").get("state").stringValue()).isEqualTo("active");

        server.clock().set(end);

        assertThat(use(key)).isEqualTo(401);
        assertThat(listed("short").get("state").stringValue()).isEqualTo("expired");
        assertThat(Instant.parse(listed("short").get("expires_at").stringValue()))
                .isEqualTo(end);
    }

    @Test
    void aKeyThatEndsMakesNoneThatOutlivesIt() {
        var end = server.clock().instant().plus(Duration.ofHours(1));
        var maker = make(Map.of(
                        "name",
                        "maker",
                        "tenants",
                        List.of("default"),
                        "rights",
                        List.of("api_keys"),
                        "expires_at",
                        end.toString()))
                .text("/key");

        assertThat(make(maker, null).expect(422).faultyFields()).containsExactly("expires_at");
        assertThat(make(maker, end.plusMillis(1)).expect(422).faultyFields()).containsExactly("expires_at");
        make(maker, end).expect(201);
        make(server.rootKey(), end.plusMillis(1)).expect(201);
    }

    private Answer make(String maker, @Nullable Instant end) {
        var wish = new HashMap<String, Object>();
        wish.put("name", "successor");
        wish.put("tenants", List.of("default"));
        wish.put("rights", List.of("api_keys"));
        if (end != null) {
            wish.put("expires_at", end.toString());
        }
        return server.http().post("/admin/v1/api-keys").bearer(maker).json(wish).send();
    }

    @Test
    void theLastKeyThatMayDoEverythingIsNotDeletedByMistake() {
        var root = listed("root");
        var all = rights(root);
        var id = root.get("id").stringValue();
        make(Map.of(
                "name",
                "ends",
                "tenants",
                List.of("*"),
                "rights",
                all,
                "expires_at",
                server.clock().instant().plus(Duration.ofDays(1)).toString()));
        make(Map.of("name", "less", "tenants", List.of("*"), "rights", List.of("api_keys")));
        assertThat(delete(server.rootKey(), id).expect(409).code()).isEqualTo("last_api_key");

        var second = make(Map.of("name", "second", "tenants", List.of("*"), "rights", all));
        assertThat(delete(server.rootKey(), id).status()).isEqualTo(204);
        var last = second.text("/api_key/id");
        assertThat(delete(second.text("/key"), last).status()).isEqualTo(409);
        assertThat(delete(second.text("/key"), last + "?allow_lockout=true").status())
                .isEqualTo(204);
    }

    private static List<String> rights(JsonNode key) {
        return StreamSupport.stream(key.get("rights").spliterator(), false)
                .map(JsonNode::stringValue)
                .toList();
    }

    private Answer delete(String bearer, String id) {
        return server.http().delete("/admin/v1/api-keys/" + id).bearer(bearer).send();
    }
}
