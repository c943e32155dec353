package ripcord.server.database;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that writes. What waits when it comes round goes into one commit, as a [Group].
final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int LONGEST_QUEUE = 20_000;
    private static final int LARGEST_GROUP = 500;
    /// After so long a group takes no more.
    private static final Duration LONGEST_GROUP = Duration.ofSeconds(1);
    /// For its turn.
    private static final Duration PATIENCE = Duration.ofSeconds(PostgresEngine.TURN_SECONDS);

    private final Engine engine;
    private final WriterConnection connection;
    private final Following following;
    private final Others others;
    private final BlockingQueue<Unit<?>> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);
    private final Thread thread = new Thread(this::loop, "database-writer");
    private volatile boolean closing;
    private volatile StoreObserver observer = StoreObserver.NOBODY;

    /// Those who write on the same store.
    ///
    /// @param following what they change
    /// @param wakeUps   has them look
    /// @param servers   how many take turns, this one among them
    record Others(Following following, WakeUps wakeUps, IntSupplier servers) {}

    private Writer(Engine engine, WriterConnection connection, Others others) {
        this.engine = engine;
        this.connection = connection;
        this.following = others.following;
        this.others = others;
    }

    static Writer start(Engine engine, WriterConnection connection, Others others) {
        var writer = new Writer(engine, connection, others);
        writer.thread.setDaemon(true);
        writer.thread.start();
        return writer;
    }

    /// What a unit of work came to.
    ///
    /// @param told the position of what it changed in the memory of others; 0 if nothing
    record Done<T>(T result, long told) {}

    <T> Done<T> run(Unit<T> unit, Duration deadline) {
        if (Thread.currentThread().equals(thread)) {
            throw new IllegalStateException("a unit of work waits for another one, and would for ever");
        }
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
        var waiting = new ArrayDeque<Unit<?>>(LARGEST_GROUP);
        try {
            while (!closing) {
                if (waiting.isEmpty()) {
                    waiting.add(first());
                }
                queue.drainTo(waiting, LARGEST_GROUP - waiting.size());
                commit(waiting);
            }
        } catch (InterruptedException e) {
            LOG.debug("writer stopped");
        } catch (RuntimeException | Error e) {
            LOG.error("writer died: nothing is written until a restart", e);
        } finally {
            // Whoever comes from now on is refused at once, and does not wait for a deadline.
            closing = true;
            refuse(waiting);
        }
    }

    /// Waits for a unit, and then lets those have the processor who may be about to bring one.
    ///
    /// Who comes first wakes this thread, which on a busy processor runs before those behind him: he would
    /// have a commit of his own, and they the next one. Where a processor is free nothing is waited for.
    // It is slower without, and nothing depends on it.
    @SuppressWarnings("ThreadPriorityCheck")
    private Unit<?> first() throws InterruptedException {
        var first = queue.take();
        Thread.yield();
        return first;
    }

    private void refuse(Collection<Unit<?>> waiting) {
        var left = new ArrayList<>(waiting);
        queue.drainTo(left);
        left.forEach(unit -> unit.fail(new StoreUnavailableException("the store is closing")));
    }

    /// Takes from `waiting` what one commit has room for.
    private void commit(Deque<Unit<?>> waiting) {
        WriterConnection.Begun begun;
        try {
            begun = connection.begin();
        } catch (RuntimeException e) {
            LOG.debug("transaction not begun", e);
            connection.undo();
            var cause = e instanceof StoreUnavailableException known
                    ? known
                    : new StoreUnavailableException("the store could not be brought up to date", e);
            failAll(waiting, cause);
            return;
        }
        var group = new ArrayList<>(waiting);
        List<Unit<?>> done;
        long told;
        try {
            done = new Group(begun.sql(), begun.transaction(), longest()).run(waiting);
            told = tell(begun, done);
        } catch (RuntimeException | Error e) {
            // The store broke off the whole transaction (a full disk does that): nothing of it was kept.
            LOG.error("transaction broken off units={}", group.size(), e);
            connection.undo();
            waiting.clear();
            failAll(group, new StoreUnavailableException("the store broke off the transaction", e));
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
        if (told > 0) {
            others.wakeUps.call();
        }
        long reached = Math.max(told, begun.transaction().changes());
        done.forEach(unit -> unit.succeed(reached));
    }

    /// Everybody gets a turn in half of the time that one waits for it.
    private Duration longest() {
        var fair = PATIENCE.dividedBy(2L * Math.max(1, others.servers.getAsInt()));
        return fair.compareTo(LONGEST_GROUP) < 0 ? fair : LONGEST_GROUP;
    }

    private static void failAll(Collection<Unit<?>> units, RuntimeException cause) {
        units.forEach(unit -> unit.fail(cause));
        units.clear();
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
        var wake = new Unit<>(_ -> Optional.empty(), _ -> true);
        if (!queue.offer(wake)) {
            LOG.debug("the writer is awake anyway");
        }
    }
}
