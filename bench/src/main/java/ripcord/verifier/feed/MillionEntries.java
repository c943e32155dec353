package ripcord.verifier.feed;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;

/// What many live entries take, and whom it holds up that they come and end: a thread looks things up without pause
/// meanwhile, and notes the longest time that it did not get on. The machine's own pauses are in that; how long they
/// are without any entry coming is measured beside it.
public final class MillionEntries {
    /// Entries of an hour and a quarter, looked through once a minute.
    private static final int SWEEPS = 75;

    private static final long NANOS = 1_000_000_000;

    private final int count;
    private final EntrySet set;
    private final SplittableRandom random = new SplittableRandom(3);

    /// What was found.
    ///
    /// @param bytesEach           of live heap
    /// @param addingMillis        adding all of them, as a snapshot does
    /// @param longestAddMicros    the longest that one of them took the thread that adds
    /// @param longestSweepMicros  the longest that dropping a minute's took the thread that drops
    /// @param idle                while nothing comes
    /// @param whileAdding         while a snapshot is added
    /// @param whileEnding         while they end
    public record Found(
            double bytesEach,
            double addingMillis,
            double longestAddMicros,
            double longestSweepMicros,
            Watched idle,
            Watched whileAdding,
            Watched whileEnding) {}

    /// Who was held up, in microseconds.
    ///
    /// @param lookingUp   the longest pause of a thread that looks up without end
    /// @param waking      how late a thread was at most that knows no entries and wakes every millisecond
    /// @param collections how often the collector stopped all threads
    /// @param collecting  for how long in all, in milliseconds, rounded down each time
    public record Watched(double lookingUp, double waking, long collections, long collecting) {}

    private MillionEntries(int count) {
        this.count = count;
        this.set = new EntrySet(2 * count, random.nextLong());
    }

    /// Measures; takes some seconds.
    public static Found measure(int count) throws InterruptedException {
        new MillionEntries(count / 2).run();
        long before = liveHeap();
        var measured = new MillionEntries(count);
        var found = measured.run();
        double bytes = (double) (measured.filledHeap - before) / count;
        return new Found(
                bytes,
                found.addingMillis,
                found.longestAddMicros,
                found.longestSweepMicros,
                found.idle,
                found.whileAdding,
                found.whileEnding);
    }

    private long filledHeap;

    private Found run() throws InterruptedException {
        Watched idle = watching(() -> spin(NANOS));
        var adding = new Longest();
        long begin = System.nanoTime();
        Watched whileAdding = watching(() -> addAll(adding));
        double addingMillis = (System.nanoTime() - begin) / 1e6;
        filledHeap = liveHeap();
        var ending = new Longest();
        Watched whileEnding = watching(() -> endAll(ending));
        if (set.size() != 0) {
            throw new IllegalStateException("entries left: " + set.size());
        }
        return new Found(0, addingMillis, adding.micros(), ending.micros(), idle, whileAdding, whileEnding);
    }

    private static void spin(long nanos) {
        long until = System.nanoTime() + nanos;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    private void addAll(Longest longest) {
        for (int i = 0; i < count; i++) {
            var target = new Target(random.nextLong(), random.nextLong());
            var entry = new Entry(i + 1, "default", TargetType.SESSION, target, Effect.REVOKE, Long.MAX_VALUE);
            int end = 1 + random.nextInt(SWEEPS);
            longest.time(() -> set.add(entry, end));
        }
    }

    private void endAll(Longest longest) {
        for (int second = 1; second <= SWEEPS + 1; second++) {
            int now = second;
            longest.time(() -> set.dropEnded(now));
        }
    }

    private Watched watching(Runnable work) throws InterruptedException {
        var done = new AtomicBoolean();
        var longest = new Longest();
        var late = new Longest();
        var watcher = new Thread(() -> watch(done, longest), "look-ups");
        var control = new Thread(() -> wake(done, late), "control");
        long collections = collectors(GarbageCollectorMXBean::getCollectionCount);
        long collecting = collectors(GarbageCollectorMXBean::getCollectionTime);
        watcher.start();
        control.start();
        work.run();
        done.set(true);
        watcher.join();
        control.join();
        return new Watched(
                longest.micros(),
                Math.max(0, late.micros() - NANOS / 1e6),
                collectors(GarbageCollectorMXBean::getCollectionCount) - collections,
                collectors(GarbageCollectorMXBean::getCollectionTime) - collecting);
    }

    private static long collectors(ToLongFunction<GarbageCollectorMXBean> what) {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(what)
                .sum();
    }

    private static void wake(AtomicBoolean done, Longest late) {
        while (!done.get()) {
            late.time(() -> LockSupport.parkNanos(NANOS / 1_000));
        }
    }

    private void watch(AtomicBoolean done, Longest longest) {
        var asked = new SplittableRandom(9);
        while (!done.get()) {
            var target = new Target(asked.nextLong(), asked.nextLong());
            longest.time(() -> set.revokedAfter(target, 0));
        }
    }

    private static long liveHeap() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            System.gc();
            Thread.sleep(50);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /// The longest time from the end of one action to the end of the next. For one thread, then for others.
    private static final class Longest {
        private volatile long nanos;
        private long last;

        void time(Runnable action) {
            action.run();
            long now = System.nanoTime();
            if (last != 0 && now - last > nanos) {
                nanos = now - last;
            }
            last = now;
        }

        double micros() {
            return nanos / 1e3;
        }
    }
}
