package ripcord.verifier.jose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class KeySetTest {
    private static final String X = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    private static final String Y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
    private static final String ED = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    private static final String EC_KEY = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"a\",\"alg\":\"ES256\",\"x\":\""
            + X + "\",\"y\":\"" + Y + "\"}";
    private static final String ED_KEY =
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"b\",\"alg\":\"EdDSA\",\"x\":\"" + ED + "\"}";

    private static KeySet set(String... keys) {
        return KeySet.parse(("{\"keys\":[" + String.join(",", keys) + "]}").getBytes(UTF_8));
    }

    @Test
    void keysAreFoundByTheirName() {
        KeySet keys = set(EC_KEY, ED_KEY);

        assertThat(keys.keyIds()).containsExactlyInAnyOrder("a", "b");
        assertThat(keys.find("a").orElseThrow().algorithm()).isEqualTo(SignatureAlgorithm.ES256);
        assertThat(keys.find("b").orElseThrow().algorithm()).isEqualTo(SignatureAlgorithm.EDDSA);
        assertThat(keys.find("A")).isEmpty();
    }

    @Test
    void theSameKeyOfAnotherFetchIsTheSame() {
        VerificationKey key = set(EC_KEY).find("a").orElseThrow();

        assertThat(set(ED_KEY, EC_KEY).holds(key)).isTrue();
        assertThat(set(ED_KEY).holds(key)).isFalse();
        assertThat(set(EC_KEY.replace("\"a\"", "\"c\"")).holds(key)).isFalse();
    }

    @TestFactory
    Stream<DynamicTest> whatNeverSignsAccessTokensIsLeftOut() {
        return Map.ofEntries(
                        Map.entry("another use", EC_KEY.replace("\"kid\"", "\"use\":\"enc\",\"kid\"")),
                        Map.entry("other operations", EC_KEY.replace("\"kid\"", "\"key_ops\":[\"sign\"],\"kid\"")),
                        Map.entry("no name", EC_KEY.replace("\"kid\":\"a\",", "")),
                        Map.entry("no algorithm", EC_KEY.replace("\"alg\":\"ES256\",", "")),
                        Map.entry("another algorithm", EC_KEY.replace("ES256", "ES384")),
                        Map.entry("another type's algorithm", EC_KEY.replace("ES256", "RS256")),
                        Map.entry("another curve", EC_KEY.replace("P-256", "P-384")),
                        Map.entry("another type", EC_KEY.replace("\"EC\"", "\"RSA\"")),
                        Map.entry("a secret", "{\"kty\":\"oct\",\"kid\":\"a\",\"alg\":\"HS256\",\"k\":\"AAAA\"}"))
                .entrySet()
                .stream()
                .map(key -> DynamicTest.dynamicTest(
                        key.getKey(),
                        () -> assertThat(set(key.getValue()).isEmpty()).isTrue()));
    }

    @TestFactory
    Stream<DynamicTest> aSetWithAKeyThatIsNoneIsRefused() {
        String rsa = "{\"kty\":\"RSA\",\"kid\":\"r\",\"alg\":\"RS256\",\"e\":\"AQAB\",\"n\":\"";
        return Map.ofEntries(
                        Map.entry("a point off the curve", EC_KEY.replace(Y, X)),
                        Map.entry("a short coordinate", EC_KEY.replace(Y, "AAAA")),
                        Map.entry("a coordinate that is not base64url", EC_KEY.replace(Y, Y.replace('_', '/'))),
                        Map.entry(
                                "the point at infinity",
                                EC_KEY.replace(X, zeros(32)).replace(Y, zeros(32))),
                        Map.entry("no coordinate", EC_KEY.replace("\"y\"", "\"z\"")),
                        Map.entry("a private key", EC_KEY.replace("\"x\"", "\"d\":\"AAAA\",\"x\"")),
                        Map.entry("a kid twice", EC_KEY + "," + ED_KEY.replace("\"b\"", "\"a\"")),
                        Map.entry("a member twice", EC_KEY.replace("\"x\"", "\"kty\":\"EC\",\"x\"")),
                        Map.entry("kid a number", EC_KEY.replace("\"a\"", "7")),
                        Map.entry("no type", EC_KEY.replace("\"kty\":\"EC\",", "")),
                        Map.entry(
                                "Ed25519: y not below p",
                                ED_KEY.replace(ED, "__________________________________________8")),
                        Map.entry(
                                "Ed25519: not on the curve",
                                ED_KEY.replace(ED, "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
                        Map.entry(
                                "Ed25519: order 1", ED_KEY.replace(ED, "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
                        Map.entry("Ed25519: order 4", ED_KEY.replace(ED, zeros(32))),
                        Map.entry(
                                "Ed25519: order 8", ED_KEY.replace(ED, "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU")),
                        Map.entry("RSA of 1024 bits", rsa + "_" + zeros(127).substring(1) + "w\"}"),
                        Map.entry("RSA of 0", rsa + "AA\"}"),
                        Map.entry("RSA of 9000 bits", rsa + "AAAA".repeat(400) + "\"}"))
                .entrySet()
                .stream()
                .map(key -> DynamicTest.dynamicTest(
                        key.getKey(),
                        () -> assertThatExceptionOfType(JoseException.class).isThrownBy(() -> set(key.getValue()))));
    }

    private static String zeros(int bytes) {
        return java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[bytes]);
    }
}
