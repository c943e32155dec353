package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.spec.SpecFiles;
import tools.jackson.databind.JsonNode;

/// What the server makes of what verifiers say about keys: `spec/vectors/feed-keys.json`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FeedKeysVectorsTest {
    private static final String FEED = LiveServer.ISSUER + "/feed?name=orders&max_staleness_ms=2000&when_stale=reject";

    private LiveServer server;
    private String owner;
    private String stranger;

    @BeforeAll
    void start(@TempDir Path folder) {
        server = LiveServer.start(folder);
        server.tenant("acme");
        owner = server.apiKey(List.of("default", "acme"), List.of("feed"));
        stranger = server.apiKey(List.of("default", "acme"), List.of("feed"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> itMakesOfItWhatTheContractSays() {
        return SpecFiles.json("vectors/feed-keys.json")
                .get("server")
                .valueStream()
                .map(vector -> dynamicTest(vector.get("name").stringValue(), () -> play(vector.get("posts"))));
    }

    private void play(JsonNode posts) throws IOException {
        try (var feed = server.http().get(FEED).bearer(owner).stream()) {
            var subscription = feed.next("hello").data().get("subscription").stringValue();
            for (var post : posts) {
                var kids = post.get("kids")
                        .toString()
                        .replace("{active}", kid("active"))
                        .replace("{announced}", kid("announced"));

                var answer = server.http()
                        .post(LiveServer.ISSUER + "/feed/keys")
                        .bearer(post.get("by").stringValue().equals("owner") ? owner : stranger)
                        .json("{\"subscription\":\"" + subscription + "\",\"kids\":" + kids + "}")
                        .send();

                assertThat(answer.status())
                        .as(post.toString())
                        .isEqualTo(post.get("status").intValue());
                assertThat(holds(subscription))
                        .as(post.toString())
                        .isEqualTo(post.get("held").booleanValue());
            }
        }
    }

    private boolean holds(String subscription) {
        return key("announced")
                .get("confirmed")
                .valueStream()
                .anyMatch(member -> member.get("subscription").stringValue().equals(subscription));
    }

    private String kid(String state) {
        return key(state).get("kid").stringValue();
    }

    private JsonNode key(String state) {
        return server.http()
                .get(LiveServer.TENANT + "/keys")
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json()
                .get("items")
                .valueStream()
                .filter(key -> key.get("state").stringValue().equals(state))
                .findFirst()
                .orElseThrow();
    }
}
