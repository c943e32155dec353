package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import ripcord.verifier.jose.KeySet;

class TokenCacheTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Signer KEY = Signer.named("key-1");

    private final TestVerifier test = new TestVerifier(NOW);
    private final HeldKeys keys = test.trust(TokenText.ISSUER, Optional.of(TokenText.AUDIENCE), Signer.keySet(KEY));
    private final JudgedToken token = judged();

    private JudgedToken judged() {
        return judged(TokenText.at(NOW));
    }

    private JudgedToken judged(TokenText text) {
        return ((Verification.Valid) test.build().verify(KEY.sign(text)))
                .token()
                .judged();
    }

    @Test
    void theSignatureOfAGoodTokenMakesNoOtherGood() {
        Verifier verifier = test.build();
        String good = KEY.sign(TokenText.at(NOW));
        String signature = good.substring(good.lastIndexOf('.'));
        assertThat(verifier.verify(good)).isInstanceOf(Verification.Valid.class);

        String other = KEY.sign(TokenText.at(NOW).with("sub", "\"mallory\""));
        String forged = other.substring(0, other.lastIndexOf('.')) + signature;

        assertThat(verifier.verify(forged))
                .isInstanceOfSatisfying(
                        Verification.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Verification.Reason.BAD_SIGNATURE));
        assertThat(verifier.verify(good)).isInstanceOf(Verification.Valid.class);
    }

    @Test
    void whatStrangersSendPushesNothingOutAndTakesNoMemory() {
        Verifier verifier = test.build();
        String good = KEY.sign(TokenText.at(NOW));
        verifier.verify(good);
        long held = test.cache.bytes();
        String end = good.substring(good.length() - 100);

        for (int i = 0; i < 20_000; i++) {
            assertThat(verifier.verify("e" + i + end)).isInstanceOf(Verification.Rejected.class);
        }

        assertThat(test.cache.bytes()).isEqualTo(held);
        assertThat(test.cache.find(good)).isNotNull();
    }

    @Test
    void tokensMadeToShareTheirSetsAreToldApartAndLeaveTheOthersAlone() {
        var cache = new TokenCache(1024, 1 << 24, 1);
        var mine = new ArrayList<JudgedToken>();
        for (int i = 0; i < 100; i++) {
            mine.add(judged(TokenText.at(NOW).with("jti", "\"" + i + "\"")));
        }
        JudgedToken other = put(cache, "somebody else's", token);

        int found = 0;
        for (int i = 0; i < 100; i++) {
            mine.set(i, put(cache, alike(i), mine.get(i)));
        }
        for (int i = 0; i < 100; i++) {
            JudgedToken there = cache.find(alike(i));
            if (there != null) {
                assertThat(there).isSameAs(mine.get(i));
                found++;
            }
        }

        assertThat(found).as("two sets of eight").isEqualTo(16);
        assertThat(cache.find("somebody else's")).isSameAs(other);
    }

    /** All that is hashed is the same. */
    private static String alike(int i) {
        return (char) ('!' + i) + "y".repeat(600);
    }

    @Test
    void whatThereIsSaidToBeRoomForIsKept() {
        var cache = new TokenCache(100_000, Long.MAX_VALUE, 1);
        for (int i = 0; i < 100_000; i++) {
            put(cache, signed(i), token);
        }

        int lost = 0;
        for (int i = 0; i < 100_000; i++) {
            lost += cache.find(signed(i)) != null ? 0 : 1;
        }

        assertThat(lost).isLessThan(10);
    }

    private static String signed(int i) {
        var random = new SplittableRandom(i);
        return "claims." + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }

    /** Against the plainest model: a map. */
    @Test
    void whatIsFoundIsWhatAMapWouldHaveWhateverComes() {
        var tokens = new ArrayList<JudgedToken>();
        for (int i = 0; i < 20; i++) {
            tokens.add(judged(TokenText.at(NOW).with("jti", "\"" + i + "\"")));
        }
        for (int seed = 0; seed < 50; seed++) {
            var random = new SplittableRandom(seed);
            var cache = new TokenCache(1 + random.nextInt(200), 20_000 + random.nextInt(400_000), random.nextLong());
            var model = new HashMap<String, JudgedToken>();
            for (int i = 0; i < 2_000; i++) {
                String text = text(random);
                if (random.nextBoolean()) {
                    JudgedToken put = model.computeIfAbsent(text, any -> as(text, tokens.get(random.nextInt(20))));
                    cache.put(put, NOW.getEpochSecond());
                } else {
                    assertThat(cache.find(text)).isIn(model.get(text), null);
                }
            }
        }
    }

    /** Few, of any length, and many that are alike at one end or both. */
    private static String text(SplittableRandom random) {
        String middle = "x".repeat(random.nextInt(3)) + (char) ('a' + random.nextInt(26));
        return "h".repeat(random.nextInt(20)) + middle + "t".repeat(random.nextInt(20));
    }

    @Test
    void theWholeTokenIsCompared() {
        var cache = new TokenCache(1, 1 << 20, 1);
        String end = "x".repeat(100);
        JudgedToken mine = put(cache, "a" + end, token);

        assertThat(cache.find("a" + end)).isSameAs(mine);
        assertThat(cache.find("b" + end)).isNull();
        assertThat(cache.find(end)).isNull();
        assertThat(cache.find("")).isNull();
    }

    @Test
    void littleMoreThanStatedIsKept() {
        var cache = new TokenCache(48, 1 << 20, 1);
        for (int i = 0; i < 1000; i++) {
            put(cache, "token-" + i, token);
        }

        int found = 0;
        for (int i = 0; i < 1000; i++) {
            found += cache.find("token-" + i) != null ? 1 : 0;
        }

        assertThat(found).isBetween(48, 72);
    }

    @Test
    void noMoreBytesThanStatedAreKeptAndWhatIsOverGoesFirst() {
        var cache = new TokenCache(1024, 100_000, 1);
        JudgedToken later = judged(TokenText.at(NOW).with("exp", NOW.getEpochSecond() + 1_200));
        for (int i = 0; i < 20; i++) {
            put(cache, "good-" + i, later);
        }
        for (int i = 0; i < 1000; i++) {
            put(cache, "token-" + i, token);
        }
        assertThat(cache.bytes()).isBetween(50_000L, 100_000L);
        long found = found(cache, "good-", 20);
        long muchLater = token.expires() + 301;

        for (int i = 0; i < 10; i++) {
            cache.put(as("one more-" + i, later), muchLater);
        }

        assertThat(cache.bytes()).isLessThanOrEqualTo(100_000);
        assertThat(found(cache, "one more-", 10)).isEqualTo(10);
        assertThat(found(cache, "good-", 20)).isEqualTo(found);
    }

    @Test
    void aFullCacheTakesANewTokenAndItTakesNoMoreFromTheOthersThanItsRoom() {
        var cache = new TokenCache(4096, 400_000, 1);
        int count = 0;
        while (cache.bytes() < 395_000) {
            put(cache, "token-" + count++, token);
        }
        long before = found(cache, "token-", count);

        put(cache, "x".repeat(5_000), token);

        assertThat(cache.find("x".repeat(5_000))).isNotNull();
        assertThat(cache.bytes()).isBetween(380_000L, 400_000L);
        assertThat(before - found(cache, "token-", count)).isBetween(1L, 12L);
    }

    /** All good, and more than there is room for; what they cost the others is what they take themselves. */
    @Test
    void aFloodOfGoodTokensPushesOutAsMuchAsItTakesAndNothingIsRefused() {
        var cache = new TokenCache(4096, 400_000, 1);
        for (int i = 0; i < 150; i++) {
            put(cache, "mine-" + i, token);
        }

        for (int i = 0; i < 100; i++) {
            put(cache, "flood-" + i, token);
            assertThat(cache.find("flood-" + i)).isNotNull();
        }

        assertThat(found(cache, "mine-", 150)).isGreaterThanOrEqualTo(50);
        assertThat(cache.bytes()).isLessThanOrEqualTo(400_000);
    }

    @Test
    void aTokenThatTakesMoreThanThereIsPushesNothingOut() {
        var cache = new TokenCache(64, 10_000, 1);
        put(cache, "token", token);

        put(cache, "x".repeat(8_000), token);

        assertThat(cache.find("x".repeat(8_000))).isNull();
        assertThat(cache.find("token")).isNotNull();
    }

    private static long found(TokenCache cache, String name, int count) {
        return IntStream.range(0, count)
                .filter(i -> cache.find(name + i) != null)
                .count();
    }

    private static JudgedToken put(TokenCache cache, String text, JudgedToken token) {
        JudgedToken mine = as(text, token);
        cache.put(mine, NOW.getEpochSecond());
        return mine;
    }

    /** The same claims in another text. */
    private static JudgedToken as(String text, JudgedToken token) {
        return new JudgedToken(text, token.issuer(), token.key(), token.claims(), Optional.of(token));
    }

    @Test
    void theSameTokenTwiceTakesOneSlot() {
        var cache = new TokenCache(64, 1 << 20, 1);
        put(cache, "token", token);
        long once = cache.bytes();

        put(cache, "token", token);

        assertThat(cache.bytes()).isEqualTo(once);
    }

    /** Sixteen slots for forty tokens that all want them, so that threads write a slot's token and its text by turns. */
    @Test
    void afterARaceWhatIsThereIsFoundAndWhatIsPutIsFound() throws Exception {
        var cache = new TokenCache(1, 1 << 20, 1);
        var pool = Executors.newFixedThreadPool(4);
        var running = new ArrayList<Future<?>>();
        for (int thread = 0; thread < 4; thread++) {
            var random = new SplittableRandom(thread);
            running.add(pool.submit(() -> {
                for (int i = 0; i < 20_000; i++) {
                    String text = alike(random.nextInt(40));
                    put(cache, text, token);
                    JudgedToken there = cache.find(text);
                    assertThat(there == null || there.is(text)).isTrue();
                }
            }));
        }
        for (Future<?> one : running) {
            one.get(1, TimeUnit.MINUTES);
        }
        pool.shutdown();

        int found = 0;
        for (int i = 0; i < 40; i++) {
            found += cache.find(alike(i)) != null ? 1 : 0;
        }
        var one = new TokenCache(1, 1 << 20, 1);
        put(one, alike(0), token);
        assertThat(cache.bytes()).isEqualTo(found * one.bytes());
        for (int i = 0; i < 40; i++) {
            JudgedToken mine = put(cache, alike(i), token);

            assertThat(cache.find(alike(i))).isSameAs(mine);
        }
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
                    put(cache, text, token);
                    JudgedToken there = cache.find(text);
                    assertThat(there == null || there.is(text)).isTrue();
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
                assertThat(cache.find("x".repeat(length) + i)).isNull();
            }
        }

        assertThat(cache.bytes()).isZero();
    }
}
