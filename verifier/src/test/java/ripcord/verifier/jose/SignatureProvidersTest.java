package ripcord.verifier.jose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SignatureProvidersTest {
    private static final byte[] SIGNED = "header.claims".getBytes(UTF_8);

    /** RFC 7515 appendix A.3, RFC 8037 appendix A.4 and RFC 7515 appendix A.2, as keys of a set. */
    private static final Map<SignatureAlgorithm, String> KEYS = Map.of(
            SignatureAlgorithm.ES256, """
            {"kty":"EC","crv":"P-256","kid":"k","alg":"ES256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
             "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""", SignatureAlgorithm.EDDSA, """
            {"kty":"OKP","crv":"Ed25519","kid":"k","alg":"EdDSA","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""", SignatureAlgorithm.RS256, """
            {"kty":"RSA","kid":"k","alg":"RS256","e":"AQAB","n":"%s"}""".formatted(
                            "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-"
                                    + "yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUs"
                                    + "LA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmo"
                                    + "udF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"));

    private static final Map<SignatureAlgorithm, String> TOKENS = Map.of(
            SignatureAlgorithm.ES256,
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
                    + "Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
            SignatureAlgorithm.EDDSA,
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijc"
                    + "NR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
            SignatureAlgorithm.RS256,
            "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
                    + "Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5ju"
                    + "jGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRm"
                    + "B_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5A"
                    + "XLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw");

    @Test
    @EnabledOnOs(OS.LINUX)
    void correttoComesFirstWhereItsLibraryLoads() {
        assertThat(Stream.of(SignatureAlgorithm.values())
                        .map(algorithm -> SignatureProviders.preferred(algorithm)
                                .provider()
                                .getName()))
                .containsOnly("AmazonCorrettoCryptoProvider");
    }

    @TestFactory
    Stream<DynamicTest> everyProviderAcceptsTheExamplesOfTheRfcsAndNothingElse() {
        return KEYS.keySet().stream()
                .flatMap(algorithm -> SignatureProviders.all(algorithm).stream()
                        .map(provider -> DynamicTest.dynamicTest(
                                algorithm + " by " + provider.provider().getName(), () -> check(algorithm, provider))));
    }

    @TestFactory
    Stream<DynamicTest> everyProviderTakesPssWithTheSaltOfRfc7518AndNoOther() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var pair = generator.generateKeyPair();
        var rsa = (RSAPublicKey) pair.getPublic();
        String jwk = "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"alg\":\"PS256\",\"e\":\"AQAB\",\"n\":\""
                + Base64.getUrlEncoder().withoutPadding().encodeToString(unsigned(rsa.getModulus())) + "\"}]}";
        var key = KeySet.parse(jwk.getBytes(UTF_8)).find("k").orElseThrow();
        byte[] good = pss(pair, 32);
        byte[] unsalted = pss(pair, 0);
        byte[] otherSalt = pss(pair, 20);
        return SignatureProviders.all(SignatureAlgorithm.PS256).stream()
                .map(provider -> DynamicTest.dynamicTest(provider.provider().getName(), () -> {
                    VerificationKey mine = key.by(provider);
                    assertThat(verifies(mine, SIGNED, good)).isTrue();
                    assertThat(verifies(mine, SIGNED, unsalted)).isFalse();
                    assertThat(verifies(mine, SIGNED, otherSalt)).isFalse();
                    assertThat(verifies(mine, SIGNED, new byte[256])).isFalse();
                    good[100] ^= 1;
                    assertThat(verifies(mine, SIGNED, good)).isFalse();
                    good[100] ^= 1;
                }));
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static byte[] pss(KeyPair pair, int salt) throws GeneralSecurityException {
        var signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, salt, 1));
        signature.initSign(pair.getPrivate());
        signature.update(SIGNED);
        return signature.sign();
    }

    private static void check(SignatureAlgorithm algorithm, SignatureProviders.Implementation provider) {
        String token = TOKENS.get(algorithm);
        int dot = token.lastIndexOf('.');
        byte[] signed = token.substring(0, dot).getBytes(UTF_8);
        byte[] signature = Base64Url.decode(token.substring(dot + 1));
        VerificationKey key = KeySet.parse(("{\"keys\":[" + KEYS.get(algorithm) + "]}").getBytes(UTF_8))
                .find("k")
                .orElseThrow()
                .by(provider);

        assertThat(verifies(key, signed, signature)).isTrue();
        assertThat(verifies(key, token.getBytes(UTF_8), signature)).isFalse();
        for (int i = 0; i < signature.length; i++) {
            byte[] other = signature.clone();
            other[i] ^= 1;
            assertThat(verifies(key, signed, other)).isFalse();
            assertThat(verifies(key, signed, signature)).as("after a bad one").isTrue();
        }
        assertThat(verifies(key, signed, new byte[0])).isFalse();
        assertThat(verifies(key, signed, new byte[64])).isFalse();
        assertThat(verifies(key, signed, new byte[1000])).isFalse();
        assertThat(verifies(key, signed, signature)).as("after bad ones").isTrue();
        checkFromManyThreads(key, signed, signature);
    }

    /** Engines are used again, by whichever thread comes. */
    private static void checkFromManyThreads(VerificationKey key, byte[] signed, byte[] signature) {
        byte[] other = signed.clone();
        other[0] ^= 1;
        var threads = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 4; i++) {
            threads.add(CompletableFuture.runAsync(() -> {
                for (int n = 0; n < 50; n++) {
                    assertThat(verifies(key, signed, signature)).isTrue();
                    assertThat(verifies(key, other, signature)).isFalse();
                }
            }));
        }
        threads.forEach(CompletableFuture::join);
    }

    @Test
    void aProviderThatFailsIsARefusalThatSaysSo() {
        var key = KeySet.parse(("{\"keys\":[" + KEYS.get(SignatureAlgorithm.EDDSA) + "]}").getBytes(UTF_8))
                .find("k")
                .orElseThrow();
        var usual = SignatureProviders.preferred(SignatureAlgorithm.EDDSA);
        var broken = key.by(
                new SignatureProviders.Implementation(new FailingProvider(), usual.keyFactory(), usual.signature()));

        assertThatThrownBy(() -> verifies(broken, SIGNED, new byte[64]))
                .isInstanceOfSatisfying(
                        JoseException.class,
                        refused -> assertThat(refused.fault()).isEqualTo(JoseException.Fault.PROVIDER))
                .hasMessageContaining("Failing")
                .hasMessageContaining("IllegalStateException")
                .hasMessageNotContaining("secret");
    }

    private static boolean verifies(VerificationKey key, byte[] signed, byte[] signature) {
        return key.verifies(signed, signed.length, signature);
    }
}
