package ripcord.verifier.remote;

import ripcord.verifier.feed.Clocks;

/**
 * Since when something is known: the clocks before it was asked for.
 *
 * @param mono nanoseconds
 * @param wall milliseconds
 */
record Age(long mono, long wall) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    static Age begin(Clocks clocks) {
        return new Age(clocks.monoNanos(), clocks.wallMillis());
    }

    /** As if it had been asked for so much earlier. */
    Age before(long millis) {
        return new Age(mono - millis * NANOS_PER_MILLI, wall - millis);
    }

    /** Nanoseconds since then, by whichever clock says more. */
    long nanos(Clocks clocks) {
        long byWall = Math.max(0, clocks.wallMillis() - wall);
        long byMono = Math.max(0, clocks.monoNanos() - mono);
        return byWall > Long.MAX_VALUE / NANOS_PER_MILLI ? Long.MAX_VALUE : Math.max(byMono, byWall * NANOS_PER_MILLI);
    }
}
