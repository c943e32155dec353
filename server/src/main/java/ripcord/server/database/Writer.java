package ripcord.server.database;

import java.time.Duration;
import java.util.ArrayList;
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
    private final BlockingQueue<Unit<?>> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);
    private final Thread thread = new Thread(this::loop, "database-writer");
    private volatile boolean closing;
    private volatile StoreObserver observer = StoreObserver.NOBODY;

    private Writer(Engine engine, WriterConnection connection) {
        this.engine = engine;
        this.connection = connection;
    }

    static Writer start(Engine engine, WriterConnection connection) {
        var writer = new Writer(engine, connection);
        writer.thread.setDaemon(true);
        writer.thread.start();
        return writer;
    }

    <T> T run(Function<Transaction, T> work, Duration deadline) {
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
        var done = new ArrayList<Unit<?>>(group.size());
        Sql sql;
        try {
            sql = connection.get();
        } catch (StoreUnavailableException e) {
            group.forEach(unit -> unit.fail(e));
            return;
        }
        Engine.Begun begun;
        try {
            begun = engine.begin(sql);
            for (var unit : group) {
                if (unit.begin() && ran(sql, unit, begun)) {
                    done.add(unit);
                }
            }
        } catch (RuntimeException | Error e) {
            // The store broke off the whole transaction (a full disk does that): nothing of it was kept.
            LOG.error("transaction broken off units={}", group.size(), e);
            connection.undo();
            var cause = new StoreUnavailableException("the store broke off the transaction", e);
            group.forEach(unit -> unit.fail(cause));
            return;
        }
        long committing = System.nanoTime();
        try {
            sql.commit();
        } catch (RuntimeException | Error e) {
            LOG.error("commit failed units={}", done.size(), e);
            connection.doubt(begun, done);
            done.forEach(unit -> unit.fail(new OutcomeUnknownException("the commit failed", e)));
            return;
        }
        observer.committed(System.nanoTime() - committing, done.size());
        done.forEach(Unit::runAfterCommit);
        done.forEach(Unit::succeed);
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

    private void run() {
        var wake = new Unit<>(_ -> true);
        if (!queue.offer(wake)) {
            LOG.debug("the writer is awake anyway");
        }
    }
}
