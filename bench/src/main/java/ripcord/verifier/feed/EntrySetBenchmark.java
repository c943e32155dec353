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

/// One look-up among many live entries, at random places, so that it pays for the memory it touches.
@SuppressWarnings("NullAway.Init") // JMH calls @Setup before anything else
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EntrySetBenchmark {
    private static final int QUESTIONS = 1 << 16;

    /// How many targets have a live entry.
    @Param({"1000", "1000000"})
    public int entries;

    private EntrySet set;
    private Target[] present;
    private Target[] absent;
    private int next;

    /// Fills the set, and draws what to ask for.
    @Setup
    public void fill() {
        var random = new SplittableRandom(1);
        set = new EntrySet(2 * entries, random.nextLong());
        present = new Target[QUESTIONS];
        absent = new Target[QUESTIONS];
        for (int i = 0; i < entries; i++) {
            var target = new Target(random.nextLong(), random.nextLong());
            set.add(
                    new Entry(i + 1, "default", TargetType.SESSION, target, Effect.REVOKE, Long.MAX_VALUE),
                    Integer.MAX_VALUE);
            present[random.nextInt(QUESTIONS)] = target;
        }
        for (int i = 0; i < QUESTIONS; i++) {
            absent[i] = new Target(random.nextLong(), random.nextLong());
            if (present[i] == null) {
                present[i] = absent[i];
            }
        }
    }

    /// What every good token asks.
    @Benchmark
    public boolean absent() {
        return set.revokedAfter(absent[next++ & (QUESTIONS - 1)], 0);
    }

    /// What a revoked token asks.
    @Benchmark
    public boolean present() {
        return set.revokedAfter(present[next++ & (QUESTIONS - 1)], 0);
    }
}
