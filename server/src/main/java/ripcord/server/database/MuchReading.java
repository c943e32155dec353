package ripcord.server.database;

import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Work that reads much, and so is better done at a replica: each of its readings has all that was committed before it
/// began. For the work's own thread.
final class MuchReading {
    private static final Logger LOG = LoggerFactory.getLogger(MuchReading.class);
    private static final ScopedValue<MuchReading> CURRENT = ScopedValue.newInstance();
    /// Whatever was acknowledged lies before it.
    private static final String FLUSHED = "select pg_current_wal_flush_lsn()::text";

    private final Replica replica;
    private final String reached;
    private boolean givenUp;

    private MuchReading(Replica replica, String reached) {
        this.replica = replica;
        this.reached = reached;
    }

    /// Does `work`. Within work that reads much it is part of that.
    ///
    /// @param store asked how far it is
    static <T> T call(
            Replica replica,
            Function<Function<Sql, String>, String> store,
            ScopedValue.CallableOp<? extends T, RuntimeException> work) {
        if (CURRENT.isBound() || !replica.isAsked()) {
            return work.call();
        }
        String reached;
        try {
            reached = store.apply(sql -> sql.one(FLUSHED, row -> row.text(1)).orElseThrow());
        } catch (StoreUnavailableException e) {
            LOG.debug("the store does not say how far it is", e);
            return work.call();
        }
        return ScopedValue.where(CURRENT, new MuchReading(replica, reached)).call(work);
    }

    /// What `reading` finds at the replica, if the running work is such; empty if the store is to be asked.
    static <T> Optional<T> ask(Function<Sql, T> reading) {
        return CURRENT.isBound() ? CURRENT.get().tryTo(reading) : Optional.empty();
    }

    /// Nobody waits twice for a replica that lags.
    private <T> Optional<T> tryTo(Function<Sql, T> reading) {
        if (givenUp) {
            return Optional.empty();
        }
        long begun = System.nanoTime();
        var found = replica.askCaughtUp(reached, reading);
        givenUp = found.isEmpty() && System.nanoTime() - begun >= Replica.WAITED_FOR.toNanos();
        return found;
    }
}
