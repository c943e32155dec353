package ripcord.server.database;

import java.time.Duration;

/// Whether most servers on the store hold something else about its clock than this one does, and steadily. What others
/// hold is known as of their last beat: while the store's clock jumps it differs from what this one sees by now, by
/// something else each time, and means nothing. For one thread.
final class Outvoted {
    /// How long it has to be the same.
    private static final Duration STEADY = Duration.ofSeconds(5);

    private Duration parted = Duration.ZERO;
    private long since;

    /// @param now by a monotonic clock, as all that follows
    Outvoted(long now) {
        this.since = now;
    }

    /// What one beat shows.
    ///
    /// @param most by how much most servers hold the store's clock to be ahead
    /// @param own  by how much this one does
    /// @return whether it is time to hold what they do
    boolean isBy(Duration most, Duration own, long now) {
        var fresh = most.minus(own);
        if (isTolerated(fresh) || !isTolerated(fresh.minus(parted))) {
            parted = fresh;
            since = now;
        }
        return now - since > STEADY.toNanos();
    }

    private static boolean isTolerated(Duration difference) {
        return difference.abs().compareTo(StoreClock.TOLERATED) <= 0;
    }
}
