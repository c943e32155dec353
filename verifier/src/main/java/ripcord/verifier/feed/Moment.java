package ripcord.verifier.feed;

/**
 * Both clocks at one time.
 *
 * @param mono nanoseconds
 * @param wall milliseconds
 */
record Moment(long mono, long wall) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    static Moment now(Clocks clocks) {
        return new Moment(clocks.monoNanos(), clocks.wallMillis());
    }

    /** Nanoseconds from then to now by the monotonic clock. */
    long monoSince(Moment then) {
        return Math.max(0, mono - then.mono);
    }

    /** Nanoseconds from then to now by the wall clock, negative when it was set back; saturates. */
    long wallSince(Moment then) {
        long millis = wall - then.wall;
        if (millis > Long.MAX_VALUE / NANOS_PER_MILLI) {
            return Long.MAX_VALUE;
        }
        return Math.max(millis, Long.MIN_VALUE / NANOS_PER_MILLI) * NANOS_PER_MILLI;
    }

    /** By how much wall time has run ahead of monotonic time since then; saturates at half of what fits. */
    long aheadSince(Moment then) {
        long half = Long.MAX_VALUE / 2;
        return Math.max(-half, Math.min(half, wallSince(then))) - Math.min(half, monoSince(then));
    }
}
