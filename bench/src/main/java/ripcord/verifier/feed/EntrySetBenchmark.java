package ripcord.verifier.feed;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// One look-up among many live entries, at random places, so that it pays for the memory it touches. What is asked for
/// lies side by side, as a token's targets do, and is not paid for.
@SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EntrySetBenchmark {
    private static final int QUESTIONS = 1 << 16;
    /// Of a slot of the table, when it is as full as it gets.
    private static final int LONGS_EACH = 4;

    private static final int LONGS_OF_A_LINE = 8;

    /// How many targets have a live entry.
    @Param({"1000", "1000000"})
    public int entries;

    private EntrySet set;
    private long[] present;
    private long[] absent;
    private int next;
    private int[] chain;
    private int place;

    /// Fills the set, and draws what to ask for.
    @Setup
    public void fill() {
        var random = new SplittableRandom(1);
        set = new EntrySet(2 * entries, random.nextLong());
        absent = random.longs(2 * QUESTIONS).toArray();
        present = absent.clone();
        for (int i = 0; i < entries; i++) {
            var target = new Target(random.nextLong(), random.nextLong());
            set.add(
                    new Entry(i + 1, "default", TargetType.SESSION, target, Effect.REVOKE, Long.MAX_VALUE),
                    Integer.MAX_VALUE);
            int question = 2 * random.nextInt(QUESTIONS);
            present[question] = target.high();
            present[question + 1] = target.low();
        }
        chain = chain(entries * LONGS_EACH / LONGS_OF_A_LINE, random);
    }

    /// So many places, each in a line of its own, each naming the next; all of them in one circle.
    private static int[] chain(int lines, SplittableRandom random) {
        int apart = 2 * LONGS_OF_A_LINE;
        var chain = new int[apart * lines];
        for (int i = 0; i < lines; i++) {
            chain[apart * i] = apart * i;
        }
        for (int i = lines - 1; i > 0; i--) {
            int other = apart * random.nextInt(i);
            int there = chain[other];
            chain[other] = chain[apart * i];
            chain[apart * i] = there;
        }
        return chain;
    }

    /// What every good token asks.
    @Benchmark
    public boolean absent() {
        int question = 2 * (next++ & (QUESTIONS - 1));
        return set.revokedAfter(absent[question], absent[question + 1], 0);
    }

    /// What a revoked token asks.
    @Benchmark
    public boolean present() {
        int question = 2 * (next++ & (QUESTIONS - 1));
        return set.revokedAfter(present[question], present[question + 1], 0);
    }

    /// Waiting once for memory of about that size: no look-up of one that is present can do without.
    @Benchmark
    public int memory() {
        place = chain[place];
        return place;
    }
}
