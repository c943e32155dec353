package ripcord.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import ripcord.verifier.feed.Effect;
import ripcord.verifier.feed.Entry;
import ripcord.verifier.feed.HeldLog;
import ripcord.verifier.feed.Target;
import ripcord.verifier.jose.KeySet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The contract's tokens, good and forged: {@code spec/vectors/access-tokens.json}. */
class AccessTokenVectorsTest {
    private static final JsonNode VECTORS = read("access-tokens.json");
    private static final JsonNode SETTING = VECTORS.get("setting");

    @TestFactory
    Stream<DynamicTest> goodTokensAreAccepted() {
        return VECTORS.get("valid")
                .valueStream()
                .map(vector -> DynamicTest.dynamicTest(name(vector), () -> {
                    Verifier verifier = verifier();
                    String token = vector.get("token").asString();

                    assertThat(verifier.verify(token)).isInstanceOf(Verification.Valid.class);
                    assertThat(verifier.verify(token)).as("from the cache").isInstanceOf(Verification.Valid.class);
                }));
    }

    @TestFactory
    Stream<DynamicTest> badTokensAreRefusedForTheirReason() {
        return VECTORS.get("rejected")
                .valueStream()
                .map(vector -> DynamicTest.dynamicTest(name(vector), () -> {
                    Verifier verifier = verifier();
                    String token = vector.get("token").asString();

                    var rejected = (Verification.Rejected) verifier.verify(token);

                    assertThat(rejected.reason())
                            .as(rejected.detail())
                            .hasToString(vector.get("reason").asString());
                    assertThat(verifier.verify(token)).as("the second time").isEqualTo(rejected);
                    assertThat(rejected.detail()).hasSizeBetween(1, 700).doesNotContainPattern("[\\p{Cntrl}]");
                    Stream.of(token.split("\\."))
                            .filter(part -> part.length() > 16)
                            .forEach(part -> assertThat(rejected.detail()).doesNotContain(part));
                }));
    }

    /** Of each bad token, by name. */
    static Map<String, String> reasons() {
        return VECTORS.get("rejected")
                .valueStream()
                .collect(Collectors.toMap(
                        AccessTokenVectorsTest::name,
                        vector -> vector.get("reason").asString(),
                        (one, other) -> one.equals(other) ? one : one + " " + other));
    }

    private static Verifier verifier() {
        var test = new TestVerifier(Instant.ofEpochSecond(SETTING.get("now").asLong()));
        test.leeway = Duration.ofSeconds(SETTING.get("leeway_s").asLong());
        test.trust(
                SETTING.get("issuer").asString(),
                Optional.of(SETTING.get("audience").asString()),
                keys(SETTING.get("jwks")));
        SETTING.get("log").forEach(entry -> test.log.add(entry(entry)));
        return test.build();
    }

    private static KeySet keys(JsonNode jwks) {
        return KeySet.parse(jwks.toString().getBytes(UTF_8));
    }

    private static Entry entry(JsonNode entry) {
        return new Entry(
                entry.get("seq").asLong(),
                entry.get("tenant").asString(),
                HeldLog.type(entry.get("target_type").asString()),
                Target.fromBase64url(entry.get("target").asString()),
                Effect.valueOf(entry.get("effect").asString().toUpperCase(Locale.ROOT)),
                Instant.parse(entry.get("expires_at").asString()).toEpochMilli());
    }

    private static String name(JsonNode vector) {
        return vector.get("name").asString();
    }

    private static JsonNode read(String file) {
        Path path = Path.of(System.getProperty("ripcord.root", ".."), "spec", "vectors", file);
        try {
            return new JsonMapper().readTree(Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
