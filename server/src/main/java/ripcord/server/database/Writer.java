package ripcord.server.database;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private final Sql sql;
    private final InstantSource clock;
    private final BlockingQueue<Unit<?>> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);
    private final Thread thread = new Thread(this::loop, "database-writer");
    private volatile boolean closing;
    private volatile StoreObserver observer = StoreObserver.NOBODY;

    private Writer(Sql sql, InstantSource clock) {
        this.sql = sql;
        this.clock = clock;
    }

    static Writer start(Sql sql, InstantSource clock) {
        var writer = new Writer(sql, clock);
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
        try {
            sql.update("begin immediate");
            for (var unit : group) {
                if (unit.begin() && ran(unit)) {
                    done.add(unit);
                }
            }
        } catch (RuntimeException | Error e) {
            // The store broke off the whole transaction (a full disk does that): nothing of it was kept.
            LOG.error("transaction broken off units={}", group.size(), e);
            undo();
            var cause = new StoreUnavailableException("the store broke off the transaction", e);
            group.forEach(unit -> unit.fail(cause));
            return;
        }
        long begun = System.nanoTime();
        try {
            sql.update("commit");
        } catch (RuntimeException | Error e) {
            LOG.error("commit failed units={}", done.size(), e);
            undo();
            done.forEach(unit -> unit.fail(new OutcomeUnknownException("the commit failed", e)));
            return;
        }
        observer.committed(System.nanoTime() - begun, done.size());
        done.forEach(Writer::afterCommit);
        done.forEach(Unit::succeed);
    }

    /// Whether the unit's work is part of the transaction now; otherwise it has failed alone.
    ///
    /// @throws RuntimeException if the transaction itself is lost
    private boolean ran(Unit<?> unit) {
        sql.update("savepoint unit");
        try {
            unit.run(sql, clock.instant());
        } catch (RuntimeException | Error e) {
            sql.update("rollback to unit");
            sql.update("release unit");
            unit.fail(e);
            return false;
        }
        sql.update("release unit");
        return true;
    }

    /// What is durable and not applied here is no success: whoever trusted it would meet this node's old copies.
    private static void afterCommit(Unit<?> unit) {
        Optional<Throwable> fault = Optional.empty();
        for (var action : unit.afterCommit()) {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                LOG.error("action after commit failed", e);
                fault = Optional.of(e);
            }
        }
        fault.ifPresent(e -> unit.fail(new OutcomeUnknownException("kept, and not applied on this node", e)));
    }

    /// Leaves no transaction behind, whatever state a failure left the statements in.
    private void undo() {
        sql.forgetStatements();
        try {
            sql.update("rollback");
        } catch (RuntimeException e) {
            LOG.debug("nothing left to roll back", e);
        }
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
        sql.close();
    }

    private void run() {
        var wake = new Unit<>(_ -> true);
        if (!queue.offer(wake)) {
            LOG.debug("the writer is awake anyway");
        }
    }
}
