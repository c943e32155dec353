package ripcord.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Tells those who take their time in the background that the server stops. Thread-safe.
final class Stopping {
    private final CountDownLatch stopped = new CountDownLatch(1);

    void stop() {
        stopped.countDown();
    }

    /// Waits for so long.
    ///
    /// @return whether to go on
    boolean rest(Duration length) {
        try {
            return !stopped.await(length.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
