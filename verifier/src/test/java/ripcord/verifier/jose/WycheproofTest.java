package ripcord.verifier.jose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Google's vectors for what goes wrong with signatures, as far as they are about algorithms that we have. */
class WycheproofTest {
    private static final JsonMapper JACKSON = new JsonMapper();
    private static final Set<String> OURS = Set.of("ES256", "EdDSA", "RS256", "PS256");
    private static final String FOLDER = System.getProperty("ripcord.wycheproof", "");

    @BeforeAll
    static void theVectorsAreThere() {
        if (FOLDER.isEmpty()) {
            System.out.println(
                    "NOT RUN: Wycheproof's vectors, because the property ripcord.wycheproof names no folder");
        }
        assumeTrue(!FOLDER.isEmpty(), "the property ripcord.wycheproof names no folder");
    }

    /** Kept, so that what verified one signature is used for the next. */
    private final Map<String, KeySet> keySets = new HashMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"json_web_signature_test.json", "json_web_crypto_test.json", "json_web_key_test.json"})
    void everySignatureIsJudgedRightly(String file) throws Exception {
        var wrong = new ArrayList<String>();
        int valid = 0;
        int invalid = 0;
        for (JsonNode group :
                JACKSON.readTree(Files.readString(Path.of(FOLDER, file))).get("testGroups")) {
            for (JsonNode test : group.get("tests")) {
                if (!test.has("jws")) {
                    continue;
                }
                boolean expected =
                        test.get("result").asString().equals("valid") && isOurs(group) && isForOurs(test.get("jws"));
                boolean actual = accepts(keySet(group), test.get("jws"));
                if (actual != expected) {
                    wrong.add(test.get("tcId") + " " + test.get("comment") + ": " + actual);
                }
                valid += expected ? 1 : 0;
                invalid += expected ? 0 : 1;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(valid).as("signatures that had to be accepted").isPositive();
        assertThat(invalid).as("signatures that had to be refused").isGreaterThan(10);
    }

    private static JsonNode publicKey(JsonNode group) {
        return group.has("public") ? group.get("public") : group.get("private");
    }

    private static boolean isOurs(JsonNode group) {
        JsonNode key = publicKey(group);
        JsonNode first = key.has("keys") ? key.get("keys").get(0) : key;
        return first.has("alg") && OURS.contains(first.get("alg").asString());
    }

    /** Two of the vectors call a signature with PS384 valid by a key for PS256; a key here is for one algorithm. */
    private static boolean isForOurs(JsonNode jws) {
        if (!jws.isString()) {
            return true;
        }
        byte[] header = Base64.getUrlDecoder().decode(jws.asString().split("\\.", 2)[0]);
        return OURS.contains(JACKSON.readTree(header).path("alg").asString(""));
    }

    private static byte[] keySet(JsonNode group) {
        JsonNode key = publicKey(group);
        String set = key.has("keys") ? key.toString() : "{\"keys\":[" + key + "]}";
        return set.getBytes(UTF_8);
    }

    private boolean accepts(byte[] keySet, JsonNode jws) {
        try {
            Jws parsed = Jws.parse(jws.isString() ? jws.asString() : jws.toString());
            return keySets.computeIfAbsent(new String(keySet, UTF_8), text -> KeySet.parse(text.getBytes(UTF_8)))
                    .find(parsed.keyId())
                    .filter(parsed::isSignedBy)
                    .isPresent();
        } catch (JoseException refused) {
            return false;
        }
    }
}
