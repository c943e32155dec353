package ripcord.server.demo;

import java.util.function.LongSupplier;

/// How another process's monotonic clock stands to this one's. On Linux, macOS and Windows both read the same clock of
/// the machine; where a look shows otherwise, the difference is taken from the quickest of a few round trips.
///
/// @param offset to add to the other's time, in ns; 0 where the clocks are the same
/// @param error  how far `offset` may be wrong, in ns
record SharedClock(long offset, long error) {
    private static final int LOOKS = 5;

    /// @param other asks the other process for its time
    static SharedClock of(LongSupplier mine, LongSupplier other) {
        long best = Long.MAX_VALUE;
        long offset = 0;
        boolean same = true;
        for (int look = 0; look < LOOKS; look++) {
            long before = mine.getAsLong();
            long there = other.getAsLong();
            long after = mine.getAsLong();
            same &= there - before >= 0 && after - there >= 0;
            if (after - before < best) {
                best = after - before;
                offset = before + best / 2 - there;
            }
        }
        return same ? new SharedClock(0, 0) : new SharedClock(offset, best / 2);
    }

    long here(long there) {
        return there + offset;
    }
}
