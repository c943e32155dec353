package ripcord.server.session;

/// How many sessions are worked on in one unit of work: as many as take a moment here, far less than other servers
/// wait for their turn. For one thread at a time.
final class Pace {
    /// Fewer would take hardly less: by then it is round trips.
    static final int FEWEST = 64;

    static final int MOST = 512;
    private static final long QUICK_NANOS = 60_000_000;
    private static final long SLOW_NANOS = 150_000_000;

    private int size = FEWEST;

    /// So many are next.
    int size() {
        return size;
    }

    /// So long took the last ones, as many as [#size] said.
    void took(long nanos) {
        if (nanos > SLOW_NANOS) {
            size = Math.max(FEWEST, size / 2);
        } else if (nanos < QUICK_NANOS) {
            size = Math.min(MOST, size * 2);
        }
    }
}
