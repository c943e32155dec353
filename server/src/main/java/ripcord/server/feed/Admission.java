package ripcord.server.feed;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Lets so many streams begin in a second, so that a restart is not the moment when every verifier's snapshot is made
/// and written at once. Thread-safe.
final class Admission {
    /// However many wait. Where there is room earlier than it looked, or at another server, nobody is out for longer.
    static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final double perNano;
    private final double most;
    private final Monotonic monotonic;
    private double free;
    private long last;
    private long booked;

    /// @param perSecond in the long run
    /// @param burst     at once, after a quiet time
    Admission(int perSecond, int burst, Monotonic monotonic) {
        this.perNano = (double) perSecond / TimeUnit.SECONDS.toNanos(1);
        this.most = burst;
        this.monotonic = monotonic;
        this.free = burst;
        this.last = monotonic.now();
        this.booked = last;
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

    /// When one that was refused should ask again: one behind the other, as many in a second as may begin. Nothing is
    /// kept free for it until then.
    synchronized Duration turn() {
        long now = monotonic.now();
        long before = Math.max(0, booked - now);
        long wait = Math.min(before + Math.round(1 / perNano), LONGEST_WAIT.toNanos());
        booked = now + wait;
        return Duration.ofNanos(wait);
    }
}
