package ripcord.server.database;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The writer's connection, opened anew when it was lost. For the writer's thread.
final class WriterConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriterConnection.class);

    private static final Duration SLACK = Duration.ofMinutes(1);

    private static final String LOSS =
            "insert into loss (at, server, had, has, entries) values (?, ?, ?, ?, ?) on conflict do nothing";

    private final Engine engine;
    private final Following following;
    private final Parting parting;
    private final List<Salvage> salvages = new CopyOnWriteArrayList<>();
    private @Nullable Sql sql;
    private boolean told;

    WriterConnection(Engine engine, Following following, Parting parting) {
        this.engine = engine;
        this.following = following;
        this.parting = parting;
        this.sql = engine.openWriter();
    }

    /// A transaction in which everything may be decided: all that others have committed is in memory.
    record Begun(Sql sql, Engine.Begun transaction) {}

    /// Begins one. A connection that broke while nothing was asked of it is no fault.
    ///
    /// @throws StoreUnavailableException if there is none to be had now
    Begun begin() {
        parting.requireNone();
        var known = sql;
        if (known != null) {
            try {
                return begin(known);
            } catch (StoreUnavailableException e) {
                if (PostgresFault.isLocked(e)) {
                    throw e;
                }
                LOG.debug("connection of the writer lost", e);
                drop();
            }
        }
        try {
            var fresh = engine.reopenWriter();
            sql = fresh;
            var begun = begin(fresh);
            LOG.info("connection of the writer opened anew");
            told = false;
            return begun;
        } catch (StoreUnavailableException e) {
            if (!told) {
                LOG.error("connection of the writer lost and not to be had: nothing is written until it is", e);
                told = true;
            }
            drop();
            throw e;
        } catch (PartedException e) {
            throw new StoreUnavailableException("the store is not the one that this server knew", e);
        }
    }

    private Begun begin(Sql open) {
        var transaction = engine.begin(open);
        if (transaction.changes() != following.position()) {
            try {
                following.apply(following.read(open));
            } catch (PartedException e) {
                // Who was only away for too long must not have all others begin anew.
                if (!e.isLate() || isLacking(open, transaction)) {
                    salvage(open, transaction);
                }
                parting.part(String.valueOf(e.getMessage()));
                throw e;
            }
        }
        return new Begun(open, transaction);
    }

    /// What others have dropped because its time was over is not lacking: a machine that slept may not know yet how
    /// late it is. Entries outlive what they void by more than clocks may differ.
    private boolean isLacking(Sql open, Engine.Begun transaction) {
        var counted = transaction.clock().get();
        var shown = engine.clock().own().instant();
        var now = (shown.isAfter(counted) ? shown : counted).plus(SLACK);
        return salvages.stream().anyMatch(each -> each.isNeeded(open, now));
    }

    private void salvage(Sql open, Engine.Begun transaction) {
        var now = transaction.clock().get();
        int entries = salvages.stream().mapToInt(each -> each.write(open, now)).sum();
        open.update(LOSS, now, engine.self(), following.position(), transaction.changes(), entries);
        long _ = engine.tell(open, transaction, Set.of(new Change(Following.LAST, "")));
        open.commit();
        LOG.warn("what the store had lost was given back, as far as this server had it entries={}", entries);
    }

    /// Runs `salvage` when the store turns out to lack what it had. Any thread.
    void onParted(Salvage salvage) {
        salvages.add(salvage);
    }

    /// Leaves no transaction behind, whatever state a failure left the statements in.
    void undo() {
        if (sql == null) {
            return;
        }
        sql.forgetStatements();
        try {
            sql.update("rollback");
        } catch (RuntimeException e) {
            LOG.debug("nothing left to roll back", e);
            drop();
        }
    }

    private void drop() {
        if (sql != null) {
            sql.close();
            sql = null;
        }
    }

    @Override
    public void close() {
        drop();
    }
}
