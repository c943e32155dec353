package ripcord.acceptance.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Notices when the machine itself does not run what is ready to run, so that a bound can be asserted that
/// excuses this, and nothing else.
public final class StallMeter implements AutoCloseable {
    private static final long PERIOD = Duration.ofMillis(10).toNanos();

    private record Stall(long from, long to) {
        long within(long begin, long end) {
            return Math.max(0, Math.min(end, to) - Math.max(begin, from));
        }
    }

    private final List<Stall> stalls = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    public StallMeter() {
        thread = Thread.ofPlatform().daemon().name("stall-meter").start(this::run);
    }

    private void run() {
        long due = System.nanoTime() + PERIOD;
        while (!closed) {
            LockSupport.parkNanos(due - System.nanoTime());
            long now = System.nanoTime();
            if (now - due > PERIOD) {
                record(new Stall(due, now));
            }
            due = Math.max(due, now) + PERIOD;
        }
    }

    private synchronized void record(Stall stall) {
        stalls.add(stall);
    }

    /// How long the machine stood still between two moments of [System#nanoTime].
    public synchronized Duration between(long begin, long end) {
        return Duration.ofNanos(
                stalls.stream().mapToLong(stall -> stall.within(begin, end)).sum());
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
