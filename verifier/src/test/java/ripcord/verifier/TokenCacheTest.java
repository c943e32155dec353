package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenCacheTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Signer KEY = Signer.named("key-1");

    private final JudgedToken token = judged();

    private static JudgedToken judged() {
        var test = new TestVerifier(NOW);
        test.trust(TokenText.ISSUER, Optional.of(TokenText.AUDIENCE), Signer.keySet(KEY));
        return ((Verification.Valid) test.build().verify(KEY.sign(TokenText.at(NOW))))
                .token()
                .judged();
    }

    @Test
    void theWholeTokenIsCompared() {
        var cache = new TokenCache(1, 1 << 20, 1);
        String end = "x".repeat(100);
        cache.put("a" + end, token, NOW.getEpochSecond());

        assertThat(cache.find("a" + end)).contains(token);
        assertThat(cache.find("b" + end)).isEmpty();
        assertThat(cache.find(end)).isEmpty();
        assertThat(cache.find("")).isEmpty();
    }

    @Test
    void noMoreThanStatedIsKept() {
        var cache = new TokenCache(64, 1 << 20, 1);
        for (int i = 0; i < 1000; i++) {
            cache.put("token-" + i, token, NOW.getEpochSecond());
        }

        int found = 0;
        for (int i = 0; i < 1000; i++) {
            found += cache.find("token-" + i).isPresent() ? 1 : 0;
        }

        assertThat(found).isBetween(32, 64);
    }

    @Test
    void noMoreBytesThanStatedAreKeptAndWhatIsOverMakesRoom() {
        var cache = new TokenCache(1024, 100_000, 1);
        for (int i = 0; i < 1000; i++) {
            cache.put("token-" + i, token, NOW.getEpochSecond());
        }
        assertThat(cache.bytes()).isBetween(50_000L, 100_000L);
        long muchLater = NOW.getEpochSecond() + 10_000;

        cache.put("one more", token, muchLater);

        assertThat(cache.find("one more")).isPresent();
        assertThat(cache.bytes()).isLessThan(5_000);
    }

    @Test
    void theSameTokenTwiceTakesOneSlot() {
        var cache = new TokenCache(64, 1 << 20, 1);
        cache.put("token", token, NOW.getEpochSecond());
        long once = cache.bytes();

        cache.put("token", token, NOW.getEpochSecond());

        assertThat(cache.bytes()).isEqualTo(once);
    }
}
