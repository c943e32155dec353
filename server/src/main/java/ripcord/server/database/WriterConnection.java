package ripcord.server.database;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The writer's connection. When it is lost it is opened anew, and handed out only once it is certain that what this
/// process knows of the store is still all there is to know. For the writer's thread, where nothing else is said.
final class WriterConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriterConnection.class);

    private final Engine engine;
    private final List<Function<Sql, Optional<String>>> checks = new CopyOnWriteArrayList<>();
    private final List<Consumer<String>> onLost = new CopyOnWriteArrayList<>();
    private @Nullable Sql sql;
    private @Nullable InDoubt inDoubt;
    private boolean told;
    private volatile @Nullable String lost;

    /// Units whose commit gave no answer.
    private record InDoubt(long id, List<Unit<?>> units) {}

    WriterConnection(Engine engine) {
        this.engine = engine;
        this.sql = engine.openWriter();
    }

    /// Runs `check` on every connection that is opened anew; what it says is why this process must not go on. Any
    /// thread.
    void check(Function<Sql, Optional<String>> check) {
        checks.add(check);
    }

    /// Tells `listener` why this process must not go on. Any thread.
    void onLost(Consumer<String> listener) {
        onLost.add(listener);
        if (lost != null) {
            listener.accept(lost);
        }
    }

    /// @throws StoreUnavailableException if this process must not go on. Any thread.
    void requireKept() {
        if (lost != null) {
            throw new StoreUnavailableException(lost);
        }
    }

    /// The connection, without a transaction.
    ///
    /// @throws StoreUnavailableException if there is none now
    Sql get() {
        requireKept();
        if (sql != null) {
            return sql;
        }
        try {
            var fresh = reopened();
            sql = fresh;
            told = false;
            LOG.info("connection of the writer opened anew");
            return fresh;
        } catch (StoreUnavailableException e) {
            if (!told) {
                LOG.error("connection of the writer lost and not to be had: nothing is written until it is", e);
                told = true;
            }
            throw e;
        } catch (LostStoreException e) {
            lose(String.valueOf(e.getMessage()));
            throw new StoreUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    private Sql reopened() {
        var fresh = engine.reopenWriter();
        try {
            settle(fresh);
            for (var check : checks) {
                check.apply(fresh).ifPresent(why -> {
                    throw new LostStoreException(why);
                });
            }
            return fresh;
        } catch (RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    /// What was kept without an answer is applied here, before anything is built upon it.
    private void settle(Sql fresh) {
        if (inDoubt == null) {
            return;
        }
        boolean kept = engine.wasKept(fresh, inDoubt.id);
        LOG.warn("commit without an answer found out kept={} units={}", kept, inDoubt.units.size());
        if (kept) {
            inDoubt.units.forEach(Unit::runAfterCommit);
        }
        inDoubt = null;
    }

    private void lose(String why) {
        LOG.error("store lost why={}", why);
        lost = why;
        onLost.forEach(listener -> listener.accept(why));
    }

    /// The commit of `units` failed, or gave no answer.
    void doubt(Engine.Begun begun, List<Unit<?>> units) {
        if (begun.id().isPresent()) {
            inDoubt = new InDoubt(begun.id().getAsLong(), List.copyOf(units));
            drop();
        } else {
            undo();
        }
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
