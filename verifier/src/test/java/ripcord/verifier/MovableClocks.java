package ripcord.verifier;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import ripcord.verifier.feed.Clocks;

/** Clocks that a test moves. */
final class MovableClocks implements Clocks {
    private final AtomicLong mono = new AtomicLong(1_000_000_000);
    private final AtomicLong wall;

    MovableClocks(Instant now) {
        wall = new AtomicLong(now.toEpochMilli());
    }

    /** Both go on, as time does. */
    void advance(Duration time) {
        mono.addAndGet(time.toNanos());
        wall.addAndGet(time.toMillis());
    }

    /** Only the wall clock is set. */
    void set(Instant now) {
        wall.set(now.toEpochMilli());
    }

    @Override
    public long monoNanos() {
        return mono.get();
    }

    @Override
    public long wallMillis() {
        return wall.get();
    }
}
