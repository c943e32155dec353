package ripcord.verifier.feed;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread is about to bring about. */
final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long PAUSE_NANOS = 200_000;

    private Eventually() {}

    static void is(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("did not come about within " + PATIENCE);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
