package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import ripcord.verifier.Verification.Rejected;

/** Whatever comes in, a verdict comes out, and only the issuer's own tokens are good. */
class MutatedTokensTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Signer KEY = Signer.named("key-1");
    private static final String GOOD = KEY.sign(TokenText.at(NOW));
    private static final Verifier VERIFIER = verifier();

    private static Verifier verifier() {
        var test = new TestVerifier(NOW);
        test.trust(TokenText.ISSUER, Optional.of(TokenText.AUDIENCE), Signer.keySet(KEY));
        return test.build();
    }

    /** Seeded: a failure repeats. */
    @Test
    void everyChangeOfATokenIsRefused() {
        var random = new SplittableRandom(20_260_101);
        for (int i = 0; i < 10_000; i++) {
            String mutated = mutate(random);
            if (!mutated.equals(GOOD)) {
                assertThat(VERIFIER.verify(mutated)).as(mutated).isInstanceOf(Rejected.class);
            }
        }
    }

    private static String mutate(SplittableRandom random) {
        var text = new StringBuilder(GOOD);
        int at = random.nextInt(text.length());
        switch (random.nextInt(6)) {
            case 0 -> text.setCharAt(at, (char) random.nextInt(128));
            case 1 -> text.setCharAt(at, (char) random.nextInt(65_536));
            case 2 -> text.deleteCharAt(at);
            case 3 -> text.insert(at, (char) random.nextInt(128));
            case 4 -> text.delete(at, at + random.nextInt(40));
            default -> text.insert(at, GOOD, at / 2, at);
        }
        return text.toString();
    }

    /** Claims of every shape under a good signature: no exception, and nothing but a whole set of claims is accepted. */
    @Test
    void claimsThatAreSignedAndBrokenAreRefused() {
        var random = new SplittableRandom(7);
        String json = TokenText.at(NOW).json();
        String header = "{\"alg\":\"ES256\",\"kid\":\"key-1\",\"typ\":\"at+jwt\"}";
        for (int i = 0; i < 1_000; i++) {
            var text = new StringBuilder(json);
            int at = random.nextInt(text.length());
            text.delete(at, Math.min(text.length(), at + random.nextInt(1, 30)));

            Verification verification = VERIFIER.verify(KEY.sign(header, text.toString()));

            if (verification instanceof Verification.Valid valid) {
                assertThat(valid.token().subject()).isNotEmpty();
                assertThat(valid.token().claims()).containsKeys("iss", "sub", "aud", "exp", "iat", "jti", "sid", "rev");
            }
        }
    }

    @FuzzTest
    void anyTextGetsAVerdict(byte[] bytes) {
        assertThat(VERIFIER.verify(new String(bytes, StandardCharsets.ISO_8859_1)))
                .isInstanceOf(Rejected.class);
    }

    @FuzzTest
    void anySignedHeaderAndClaimsGetAVerdict(byte[] bytes) {
        int half = bytes.length / 2;
        String header = new String(bytes, 0, half, StandardCharsets.UTF_8);
        String claims = new String(bytes, half, bytes.length - half, StandardCharsets.UTF_8);

        assertThat(VERIFIER.verify(KEY.sign(header, claims))).isNotNull();
    }
}
