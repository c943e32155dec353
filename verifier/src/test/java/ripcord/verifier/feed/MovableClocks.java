package ripcord.verifier.feed;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Clocks that stand still until a test moves them. */
public final class MovableClocks implements Clocks {
    private final AtomicLong mono = new AtomicLong(500_000_000_000L);
    private final AtomicLong wall = new AtomicLong(1_767_225_600_000L);
    private volatile String failingOn;
    private volatile boolean failed;

    @Override
    public long monoNanos() {
        String thread = failingOn;
        if (thread != null && Thread.currentThread().getName().equals(thread)) {
            failingOn = null;
            failed = true;
            throw new OutOfMemoryError("on purpose");
        }
        return mono.get();
    }

    @Override
    public long wallMillis() {
        return wall.get();
    }

    /** As if the memory were full the next time that this thread looks at the clock. */
    void failOnceOn(String thread) {
        failingOn = thread;
    }

    boolean hasFailed() {
        return failed;
    }

    void set(long monoNanos, long wallMillis) {
        mono.set(monoNanos);
        wall.set(wallMillis);
    }

    /** Lets time pass. */
    public void advance(Duration time) {
        mono.addAndGet(time.toNanos());
        wall.addAndGet(time.toMillis());
    }

    /** Sets the wall clock forward, or back. */
    public void moveWall(Duration by) {
        wall.addAndGet(by.toMillis());
    }
}
