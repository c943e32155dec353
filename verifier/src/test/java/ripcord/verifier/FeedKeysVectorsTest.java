package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What a whole verifier says about the keys that it holds: {@code spec/vectors/feed-keys.json}. */
class FeedKeysVectorsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String JWKS = "/t/default/.well-known/jwks.json";
    /** A tenant that nobody verifies is answered for at once: whatever was to be said before has been said then. */
    private static final String MARK = "mark";

    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    Stream<DynamicTest> itSaysWhatTheContractSays() {
        Path file = Path.of(System.getProperty("ripcord.root", ".."), "spec", "vectors", "feed-keys.json");
        return JSON.readTree(file.toFile())
                .get("verifiers")
                .valueStream()
                .map(vector -> DynamicTest.dynamicTest(vector.get("name").asString(), () -> play(vector.get("steps"))));
    }

    private static void play(JsonNode steps) throws InterruptedException {
        try (var server = new IssuingServer()) {
            server.at("/t/default/feed/keys", "{}");
            // What it begins with, so that it is held before the feed says anything.
            server.at(JWKS, steps.get(0).get("jwks").toString());
            try (Verifier verifier = verifier(server)) {
                if (!steps.get(0).at("/jwks/keys").isEmpty()) {
                    assertThat(verifier.awaitFresh(PATIENCE)).isTrue();
                }
                JsonNode before = marked();
                for (int i = 1; i < steps.size(); i++) {
                    before = take(server, steps.get(i), before);
                }
            }
        }
    }

    private static Verifier verifier(IssuingServer server) {
        return Verifier.builder()
                .issuer(server.issuer("default"))
                .audience("orders")
                .algorithms(Algorithm.ES256, Algorithm.EDDSA, Algorithm.RS256, Algorithm.PS256)
                .maxStaleness(Duration.ofSeconds(2))
                .whenStale(WhenStale.reject())
                .apiKey("rc_k_test")
                .build();
    }

    /**
     * @param before what was said last, which may be said again
     * @return what is said now
     */
    private static JsonNode take(IssuingServer server, JsonNode step, JsonNode before) throws InterruptedException {
        if (step.has("jwks")) {
            server.at(JWKS, step.get("jwks").toString());
        } else {
            server.tellKeys(step.get("event").toString());
        }
        JsonNode expected = step.has("said") ? step.get("said") : marked();
        if (!step.has("said")) {
            mark(server);
        }
        JsonNode said = kids(server);
        while (!said.equals(expected) && said.equals(before)) {
            said = kids(server);
        }
        assertThat(said).as(step.toString()).isEqualTo(expected);
        return expected;
    }

    private static void mark(IssuingServer server) {
        server.tellKeys("{\"tenant\":\"" + MARK + "\",\"kids\":[{\"kid\":\"AAAAAAAAAAAAAAAA\",\"state\":\"active\","
                + "\"not_before\":\"2026-01-01T00:00:00Z\"}]}");
    }

    private static JsonNode marked() {
        return JSON.readTree("{\"" + MARK + "\":[\"AAAAAAAAAAAAAAAA\"]}");
    }

    private static JsonNode kids(IssuingServer server) throws InterruptedException {
        String body = server.saidOfKeys(PATIENCE).orElseThrow(() -> new AssertionError("nothing was said about keys"));
        assertThat(JSON.readTree(body).get("subscription").asString()).isEqualTo("AAAAAAAAAAAAAAAA");
        return JSON.readTree(body).get("kids");
    }
}
