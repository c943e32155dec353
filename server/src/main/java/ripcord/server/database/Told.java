package ripcord.server.database;

import java.time.Duration;

/// What one request had other servers told, so that whoever answers it can say who does not know of it yet. For the
/// thread that works on the request.
public final class Told {
    private static final ScopedValue<Told> CURRENT = ScopedValue.newInstance();

    private long position;
    private long committed;

    /// Nothing yet.
    public Told() {}

    /// Runs `work` and notes here what it has others told.
    public <T> T by(ScopedValue.CallableOp<? extends T, RuntimeException> work) {
        return ScopedValue.where(CURRENT, this).call(work);
    }

    static void note(long position, long committed) {
        if (CURRENT.isBound()) {
            var told = CURRENT.get();
            told.position = Math.max(told.position, position);
            told.committed = committed;
        }
    }

    /// Whether there was anything.
    public boolean isAnything() {
        return position > 0;
    }

    /// For how long from now another server may still go by what it knew before.
    ///
    /// @param longest how old memory may be that a server answers from
    /// @return zero if all know, or those that do not cannot answer any more
    public Duration ignoredElsewhere(Database database, Duration longest) {
        // Clocks run at different speeds, and nobody looks at them at the same moment.
        var margin = longest.dividedBy(1_000).plusMillis(50);
        return longest.isZero() ? Duration.ZERO : database.acceptedElsewhere(position, committed, longest.plus(margin));
    }

    /// Waits until all know, but no longer than that.
    public void await(Database database, Duration longest) {
        database.awaitTold(position, committed, longest);
    }
}
