package ripcord.server.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes. What waits when it comes round goes into one commit, each unit in a savepoint of its
/// own, so that one that fails takes nothing of the others with it.
final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int LONGEST_QUEUE = 20_000;
    private static final int LARGEST_GROUP = 500;

    private final Engine engine;
    private final WriterConnection connection;
    private final Following following;
    private final BlockingQueue<Unit<?>> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);
    private final Thread thread = new Thread(this::loop, "database-writer");
    private volatile boolean closing;
    private volatile StoreObserver observer = StoreObserver.NOBODY;

    private Writer(Engine engine, WriterConnection connection, Following following) {
        this.engine = engine;
        this.connection = connection;
        this.following = following;
    }

    static Writer start(Engine engine, WriterConnection connection, Following following) {
        var writer = new Writer(engine, connection, following);
        writer.thread.setDaemon(true);
        writer.thread.start();
        return writer;
    }

    /// What a unit of work came to.
    ///
    /// @param told the position of what it changed in the memory of others; 0 if nothing
    record Done<T>(T result, long told) {}

    <T> Done<T> run(Function<Transaction, T> work, Duration deadline) {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("a unit of work waits for another one, and would for ever");
        }
        var unit = new Unit<>(work);
        if (closing || !queue.offer(unit)) {
            throw new StoreUnavailableException(closing ? "the store is closing" : "the writer's queue is full");
        }
        return unit.await(deadline);
    }

    void observe(StoreObserver newObserver) {
        observer = newObserver;
    }

    int queueLength() {
        return queue.size();
    }

    private void loop() {
        var group = new ArrayList<Unit<?>>(LARGEST_GROUP);
        try {
            while (!closing) {
                group.add(queue.take());
                queue.drainTo(group, LARGEST_GROUP - 1);
                commit(group);
                group.clear();
            }
        } catch (InterruptedException e) {
            LOG.debug("writer stopped");
        } catch (RuntimeException | Error e) {
            LOG.error("writer died: nothing is written until a restart", e);
        } finally {
            // Whoever comes from now on is refused at once, and does not wait for a deadline.
            closing = true;
            refuseTheRest();
        }
    }

    private void refuseTheRest() {
        var left = new ArrayList<Unit<?>>();
        queue.drainTo(left);
        left.forEach(unit -> unit.fail(new StoreUnavailableException("the store is closing")));
    }

    private void commit(List<Unit<?>> group) {
        WriterConnection.Begun begun;
        try {
            begun = connection.begin();
        } catch (RuntimeException e) {
            LOG.debug("transaction not begun", e);
            connection.undo();
            var cause = e instanceof StoreUnavailableException known
                    ? known
                    : new StoreUnavailableException("the store could not be brought up to date", e);
            group.forEach(unit -> unit.fail(cause));
            return;
        }
        var done = new ArrayList<Unit<?>>(group.size());
        long told;
        try {
            for (var unit : group) {
                if (unit.begin() && ran(begun.sql(), unit, begun.transaction())) {
                    done.add(unit);
                }
            }
            told = tell(begun, done);
        } catch (RuntimeException | Error e) {
            // The store broke off the whole transaction (a full disk does that): nothing of it was kept.
            LOG.error("transaction broken off units={}", group.size(), e);
            connection.undo();
            var cause = new StoreUnavailableException("the store broke off the transaction", e);
            group.forEach(unit -> unit.fail(cause));
            return;
        }
        following.turn().lock();
        try {
            if (!isCommitted(begun.sql(), done)) {
                return;
            }
            boolean applied = true;
            for (var unit : done) {
                applied &= unit.runAfterCommit();
            }
            if (applied) {
                following.reached(told);
            }
        } finally {
            following.turn().unlock();
        }
        long reached = Math.max(told, begun.transaction().changes());
        done.forEach(unit -> unit.succeed(reached));
    }

    private long tell(WriterConnection.Begun begun, List<Unit<?>> done) {
        var changes = new LinkedHashSet<Change>();
        done.forEach(unit -> changes.addAll(unit.changes()));
        return changes.isEmpty() ? 0 : engine.tell(begun.sql(), begun.transaction(), changes);
    }

    /// What gave no answer may be kept all the same. It is read back then with what others have changed.
    private boolean isCommitted(Sql sql, List<Unit<?>> done) {
        long committing = System.nanoTime();
        try {
            sql.commit();
        } catch (RuntimeException | Error e) {
            LOG.error("commit failed units={}", done.size(), e);
            connection.undo();
            done.forEach(unit -> unit.fail(new OutcomeUnknownException("the commit failed", e)));
            return false;
        }
        observer.committed(System.nanoTime() - committing, done.size());
        return true;
    }

    /// Whether the unit's work is part of the transaction now; otherwise it has failed alone.
    ///
    /// @throws RuntimeException if the transaction itself is lost
    private static boolean ran(Sql sql, Unit<?> unit, Engine.Begun begun) {
        sql.update("savepoint unit");
        try {
            unit.run(sql, begun.clock().get());
        } catch (RuntimeException | Error e) {
            sql.update("rollback to unit");
            sql.update("release unit");
            unit.fail(e);
            return false;
        }
        sql.update("release unit");
        return true;
    }

    @Override
    public void close() {
        closing = true;
        try {
            // Woken only between groups: a commit is not torn.
            run();
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }

    /// Has the next group begun, soon, though nobody wants anything.
    void run() {
        var wake = new Unit<>(_ -> true);
        if (!queue.offer(wake)) {
            LOG.debug("the writer is awake anyway");
        }
    }
}
