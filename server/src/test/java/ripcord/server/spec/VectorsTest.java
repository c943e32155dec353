package ripcord.server.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The vectors speak the contract's language: what they call good is what `spec/openapi.json` describes.
class VectorsTest {
    private static final Pattern EVENT = Pattern.compile("event: (\\w+)\n(?:id: ([^\n]+)\n)?data: ([^\n]+)\n\n");

    private final OpenApi openApi = CheckedHttp.contract();

    @Test
    void streamsHoldTheEventsOfTheContract() {
        for (var stream : SpecFiles.json("vectors/feed.json").get("streams")) {
            if (stream.get("name").stringValue().startsWith("cut:") || isAboutTheUnknown(stream)) {
                continue;
            }
            for (var step : stream.get("steps")) {
                if (step.has("receive")) {
                    var event = EVENT.matcher(step.get("receive").stringValue());
                    assertThat(event.matches()).as(step.toString()).isTrue();
                    openApi.checkEvent(event.group(1), event.group(3));
                }
            }
        }
    }

    @Test
    void ringsAreThoseOfTheContract() {
        for (var vector : SpecFiles.json("vectors/feed-keys.json").get("verifiers")) {
            for (var step : vector.get("steps")) {
                if (step.has("event")) {
                    openApi.checkEvent("keys", step.get("event").toString());
                } else {
                    assertThat(openApi.schemas().faults(schema("Jwks"), step.get("jwks")))
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void opaqueTokensLookAsTheContractSays() {
        var vectors = SpecFiles.json("vectors/opaque-tokens.json");
        vectors.get("valid")
                .forEach(token ->
                        assertThat(looksRight(token)).as(token.toString()).isTrue());
        for (var token : vectors.get("refused")) {
            if (!token.get("reason").stringValue().equals("malformed")) {
                assertThat(looksRight(token)).as(token.toString()).isTrue();
            }
        }
    }

    @Test
    void theKeySetIsOneThatTheContractAllows() {
        var setting = SpecFiles.json("vectors/access-tokens.json").get("setting");

        assertThat(openApi.schemas().faults(schema("Jwks"), setting.get("jwks")))
                .isEmpty();
        assertThat(openApi.schemas()
                        .faults(schema("Jwks"), setting.get("other_issuer").get("jwks")))
                .isEmpty();
        for (var entry : setting.get("log")) {
            assertThat(openApi.schemas().faults(schema("Entry"), entry)).isEmpty();
        }
    }

    @Test
    void targetsLookAsTheContractSays() {
        for (var vector : SpecFiles.json("vectors/targets.json").get("vectors")) {
            assertThat(openApi.schemas().faults(schema("TargetHash"), vector.get("target")))
                    .isEmpty();
            assertThat(openApi.schemas().faults(schema("TargetType"), vector.get("target_type")))
                    .isEmpty();
        }
    }

    private boolean looksRight(JsonNode token) {
        var schema = token.get("kind").stringValue().equals("session_token") ? "SessionToken" : "RefreshToken";
        return openApi.schemas().accepts(schema(schema), token.get("token"));
    }

    private JsonNode schema(String name) {
        return openApi.document().at("/components/schemas/" + name);
    }

    private static boolean isAboutTheUnknown(JsonNode stream) {
        return stream.get("name").stringValue().contains("not known");
    }
}
