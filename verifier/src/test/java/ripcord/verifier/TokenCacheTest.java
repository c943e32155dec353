package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import ripcord.verifier.jose.KeySet;

class TokenCacheTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Signer KEY = Signer.named("key-1");

    private final TestVerifier test = new TestVerifier(NOW);
    private final HeldKeys keys = test.trust(TokenText.ISSUER, Optional.of(TokenText.AUDIENCE), Signer.keySet(KEY));
    private final JudgedToken token = judged();

    private JudgedToken judged() {
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

    @Test
    void whatManyThreadsPutAndDropIsAccountedForToTheByte() throws Exception {
        var cache = new TokenCache(64, 150_000, 1);
        var pool = Executors.newFixedThreadPool(8);
        var running = new ArrayList<Future<?>>();
        for (int thread = 0; thread < 8; thread++) {
            var random = new SplittableRandom(thread);
            running.add(pool.submit(() -> {
                for (int i = 0; i < 20_000; i++) {
                    String text = "x".repeat(random.nextInt(50)) + random.nextInt(200);
                    cache.put(text, token, NOW.getEpochSecond());
                    assertThat(cache.find(text).orElse(token)).isSameAs(token);
                }
            }));
        }
        for (Future<?> one : running) {
            one.get(1, TimeUnit.MINUTES);
        }
        pool.shutdown();
        assertThat(cache.bytes()).isBetween(1L, 150_000L);

        keys.replace(KeySet.EMPTY);
        for (int length = 0; length < 50; length++) {
            for (int i = 0; i < 200; i++) {
                assertThat(cache.find("x".repeat(length) + i)).isEmpty();
            }
        }

        assertThat(cache.bytes()).isZero();
    }
}
