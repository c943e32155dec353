package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The record of events says what was done, and no more.
class ToldEventsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ALICE = LiveServer.TENANT + "/subjects/alice";

    @TempDir
    Path folder;

    /// The events of these actions that a story brought about, in their order.
    private List<JsonNode> told(Set<String> actions, Consumer<LiveServer> story) throws IOException {
        try (var server = LiveServer.start(folder)) {
            story.accept(server);
        }
        return Files.readAllLines(folder.resolve("events.jsonl")).stream()
                .map(JSON::readTree)
                .filter(line -> actions.contains(action(line)))
                .toList();
    }

    private static String action(JsonNode line) {
        return line.get("event.action").stringValue();
    }

    private static void state(LiveServer server, boolean disabled, String... roles) {
        server.http()
                .put(ALICE)
                .bearer(server.rootKey())
                .json(Map.of(
                        "disabled",
                        disabled,
                        "roles",
                        List.of(roles),
                        "entitlements",
                        List.of(),
                        "attributes",
                        Map.of()))
                .send()
                .expect(200);
    }

    @Test
    void aSubjectIsToldToBeDisabledOrEnabledWhenItBecomesThat() throws IOException {
        var told = told(Set.of("subject_stated", "subject_disabled", "subject_enabled"), server -> {
            state(server, false);
            state(server, true);
            state(server, true, "editor");
            state(server, false, "editor");
            state(server, false);
        });

        assertThat(told)
                .extracting(ToldEventsTest::action)
                .containsExactly(
                        "subject_stated",
                        "subject_stated",
                        "subject_disabled",
                        "subject_stated",
                        "subject_stated",
                        "subject_enabled",
                        "subject_stated");
    }

    @Test
    void whoWasHandedOutIsTold() throws IOException {
        var told = told(Set.of("subject_exported"), server -> {
            server.signIn("alice");
            server.http().get(ALICE + "/export").bearer(server.rootKey()).send().expect(200);
            server.http()
                    .get(LiveServer.TENANT + "/subjects/nobody/export")
                    .bearer(server.rootKey())
                    .send()
                    .expect(404);
        });

        assertThat(told).singleElement().satisfies(line -> {
            assertThat(line.get("user.id").stringValue()).isEqualTo("alice");
            assertThat(line.get("ripcord.tenant").stringValue()).isEqualTo("default");
        });
    }

    @Test
    void whoIsRefusedForItsKeyIsToldWithTheTenantIfThereIsOne() throws IOException {
        var told = told(Set.of("request_refused"), server -> {
            server.tenant("acme");
            var narrow = server.apiKey(List.of("default"), List.of("policy"));
            server.http()
                    .get("/admin/v1/tenants/acme/policy")
                    .bearer(narrow)
                    .send()
                    .expect(403);
            server.http().get("/admin/v1/tenants/acme/policy").send().expect(401);
            server.http()
                    .get("/admin/v1/tenants/no-such-tenant/policy")
                    .bearer(narrow)
                    .send()
                    .expect(403);
            server.http().get("/admin/v1/tenants").send().expect(401);
        });

        assertThat(told)
                .extracting(line -> line.path("ripcord.tenant").asString(""))
                .containsExactly("acme", "acme", "", "");
    }
}
