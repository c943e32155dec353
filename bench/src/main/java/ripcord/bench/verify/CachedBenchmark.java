package ripcord.bench.verify;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import ripcord.verifier.Offline;
import ripcord.verifier.Verification;
import ripcord.verifier.Verifier;
import ripcord.verifier.feed.Clocks;
import ripcord.verifier.feed.StillLog;
import ripcord.verifier.jose.ChosenKeys;

/// A token that was seen before, each time as a String of its own made from bytes, as a server gets it from a request,
/// and drawn at random, so that it pays for the memory that it touches.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CachedBenchmark {
    /// Live tokens, as bytes.
    @SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
    @State(Scope.Benchmark)
    public static class Texts {
        /// How many.
        @Param({"1000", "100000"})
        public int tokens;

        private Issuer issuer;
        private byte[][] texts;

        /// Makes them, in an order that has nothing to do with where they lie in memory.
        @Setup
        public void make() throws Exception {
            AmazonCorrettoCryptoProvider.install();
            issuer = new Issuer(Signing.ES256);
            var made = issuer.tokens(tokens);
            Collections.shuffle(made, new Random(1));
            texts = made.stream()
                    .map(token -> token.getBytes(StandardCharsets.US_ASCII))
                    .toArray(byte[][]::new);
        }

        String text(int index) {
            return new String(texts[index], StandardCharsets.ISO_8859_1);
        }
    }

    /// Where each thread is in them.
    @State(Scope.Thread)
    public static class Turn {
        private final SplittableRandom random =
                new SplittableRandom(Thread.currentThread().threadId());

        int next(int bound) {
            return random.nextInt(bound);
        }
    }

    /// A verifier that has seen all of them; a token that it does not remember costs it a signature.
    @SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
    @State(Scope.Benchmark)
    public static class Remembering {
        private Verifier verifier;

        /// Has each of them verified.
        @Setup
        public void fill(Texts texts) {
            var keys = ChosenKeys.by(UncachedBenchmark.CORRETTO, texts.issuer.jwks());
            verifier = Offline.verifier(Issuer.NAME, keys, texts.tokens, new StillLog(Library.LIVE_ENTRIES));
            for (int i = 0; i < texts.tokens; i++) {
                if (!(verifier.verify(texts.text(i)) instanceof Verification.Valid)) {
                    throw new IllegalStateException("refused");
                }
            }
        }
    }

    /// What many services have in place of it.
    @SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
    @State(Scope.Benchmark)
    public static class Caffeinated {
        private Cache<String, Object> cache;

        /// Puts each of them there.
        @Setup
        public void fill(Texts texts) {
            cache = Caffeine.newBuilder().maximumSize(2L * texts.tokens).build();
            for (int i = 0; i < texts.tokens; i++) {
                cache.put(texts.text(i), new Object());
            }
        }
    }

    /// The same cache, as a service has it that also takes tokens back: its own expiry, the token's, and a map of the
    /// sessions and subjects that have ended.
    @SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
    @State(Scope.Benchmark)
    public static class CaffeinatedAndEnded {
        private Cache<String, Claims> cache;
        private final Map<String, Boolean> ended = new ConcurrentHashMap<>();

        private record Claims(String sid, String sub, long exp) {
            static Claims of(String token) {
                String payload = token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'));
                var claims = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
                return new Claims(text(claims, "sid"), text(claims, "sub"), number(claims, "exp"));
            }

            private static String text(String claims, String name) {
                String before = "\"" + name + "\":\"";
                int start = claims.indexOf(before) + before.length();
                return claims.substring(start, claims.indexOf('"', start));
            }

            private static long number(String claims, String name) {
                String before = "\"" + name + "\":";
                int start = claims.indexOf(before) + before.length();
                return Long.parseLong(claims, start, claims.indexOf(',', start), 10);
            }
        }

        /// Puts each of them there, and as many sessions of others as the verifier has entries.
        @Setup
        public void fill(Texts texts) {
            cache = Caffeine.newBuilder()
                    .maximumSize(2L * texts.tokens)
                    .expireAfterWrite(Duration.ofHours(1))
                    .build();
            for (int i = 0; i < texts.tokens; i++) {
                cache.put(texts.text(i), Claims.of(texts.text(i)));
            }
            var random = new SplittableRandom(3);
            for (int i = 0; i < Library.LIVE_ENTRIES; i++) {
                ended.put(new UUID(random.nextLong(), random.nextLong()).toString(), true);
            }
        }

        boolean accepts(String token) {
            var claims = cache.getIfPresent(token);
            return claims != null
                    && claims.exp > System.currentTimeMillis() / 1000
                    && !ended.containsKey(claims.sid)
                    && !ended.containsKey(claims.sub);
        }
    }

    /// The String alone.
    @Benchmark
    public String string(Texts texts, Turn turn) {
        return texts.text(turn.next(texts.tokens));
    }

    /// The String, and both clocks once it is there: with a clock to be read, a processor does not fetch the next
    /// String from memory meanwhile, as it does with the String alone.
    @Benchmark
    public long clocks(Texts texts, Turn turn, Blackhole hole) {
        hole.consume(texts.text(turn.next(texts.tokens)));
        return Clocks.SYSTEM.monoNanos() + Clocks.SYSTEM.wallMillis();
    }

    /// The String, and a whole verification: times, audience, entries, staleness.
    @Benchmark
    public Verification verify(Texts texts, Turn turn, Remembering remembering) {
        return remembering.verifier.verify(texts.text(turn.next(texts.tokens)));
    }

    /// The String, and looking it up in a Caffeine cache: no expiry, no revocation.
    @Benchmark
    public @Nullable Object caffeine(Texts texts, Turn turn, Caffeinated caffeinated) {
        return caffeinated.cache.getIfPresent(texts.text(turn.next(texts.tokens)));
    }

    /// The String, and that cache with expiry and revocation by two of a token's targets.
    @Benchmark
    public boolean caffeineAndEnded(Texts texts, Turn turn, CaffeinatedAndEnded caffeinated) {
        return caffeinated.accepts(texts.text(turn.next(texts.tokens)));
    }
}
