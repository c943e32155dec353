package ripcord.server.feed;

import java.util.concurrent.TimeUnit;

/// Lets so many streams begin in a second, so that a restart is not the moment when every verifier's snapshot is made
/// and written at once. Thread-safe.
final class Admission {
    private final double perNano;
    private final double most;
    private final Monotonic monotonic;
    private double free;
    private long last;

    /// @param perSecond in the long run
    /// @param burst     at once, after a quiet time
    Admission(int perSecond, int burst, Monotonic monotonic) {
        this.perNano = (double) perSecond / TimeUnit.SECONDS.toNanos(1);
        this.most = burst;
        this.monotonic = monotonic;
        this.free = burst;
        this.last = monotonic.now();
    }

    synchronized boolean admits() {
        long now = monotonic.now();
        free = Math.min(most, free + (now - last) * perNano);
        last = now;
        if (free < 1) {
            return false;
        }
        free--;
        return true;
    }
}
