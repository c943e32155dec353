package ripcord.acceptance.client;

import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Who confirmed an end, who can no longer accept by itself, and who is neither. By the names of the subscriptions,
/// in alphabetical order; a name stands as often as it has subscriptions.
public record Confirmation(
        boolean complete, List<String> confirmed, List<String> expired, List<String> missing, Duration took) {

    public static Confirmation of(Answer answer) {
        JsonNode json = answer.expect(200).json().path("confirmation");
        return new Confirmation(
                json.path("complete").asBoolean(),
                names(json.path("confirmed")),
                names(json.path("expired")),
                names(json.path("missing")),
                Duration.ofMillis(json.path("took_ms").asLong()));
    }

    private static List<String> names(JsonNode verifiers) {
        return verifiers
                .valueStream()
                .map(verifier -> verifier.path("name").asString())
                .sorted()
                .toList();
    }
}
