package ripcord.verifier.feed;

/**
 * Until when an entry is kept, in seconds of this verifier's monotonic clock. Never earlier than the server keeps it:
 * what is left of its life counts from a server time that lies in the past already, and the clocks may drift.
 */
final class EntryEnds {
    /** Kept longer, in milliseconds, than arithmetic asks for. */
    private static final long MARGIN = 60_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long MILLIS_PER_SECOND = 1_000;
    /** A share of the time: 200 ppm. */
    private static final long DRIFT = 5_000;

    private final Clocks clocks;
    private final long origin;

    EntryEnds(Clocks clocks) {
        this.clocks = clocks;
        this.origin = clocks.monoNanos();
    }

    int now() {
        return (int) Math.min(Integer.MAX_VALUE, (clocks.monoNanos() - origin) / NANOS_PER_SECOND);
    }

    /**
     * The last second in which the entry may matter.
     *
     * @param atMillis the latest that the server said of its own wall clock
     */
    int of(Entry entry, long atMillis) {
        if (entry.type() == TargetType.SIGNING_KEY) {
            // Barred for good: whoever has the key signs new tokens for as long as a key set still lists it.
            return Integer.MAX_VALUE;
        }
        long left = Math.max(0, saturatedDifference(entry.expiresAtMillis(), atMillis));
        long seconds = (left / MILLIS_PER_SECOND) + (left / MILLIS_PER_SECOND / DRIFT) + MARGIN / MILLIS_PER_SECOND + 2;
        return (int) Math.min(Integer.MAX_VALUE, now() + seconds);
    }

    private static long saturatedDifference(long a, long b) {
        long difference = a - b;
        boolean overflow = ((a ^ b) & (a ^ difference)) < 0;
        return overflow ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE / 2) : Math.min(difference, Long.MAX_VALUE / 2);
    }
}
