package ripcord.server.database;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A streaming replica of the store, which what is only read may be read from. It may be away from the start, hang, lag
/// or be promoted at any time: whoever asks is told nothing then, and asks the store. Thread-safe.
///
/// It is asked what a copy in memory may be asked, and by who reads much and waits until it has caught up: a snapshot
/// of it counts if it has every change that this server
/// has in memory, the newest of them by its own number, so that no other store, and none that went another way, counts.
/// One that faults is left alone until a thread of its own has found it well three times in a row.
final class Replica implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);
    private static final Duration LOOK = Duration.ofMillis(250);
    /// An answer that takes longer would not make anybody faster.
    private static final Duration SLOW = Duration.ofMillis(250);
    /// After it was found to be behind.
    private static final Duration CATCHES_UP = Duration.ofMillis(20);
    /// Of who reads much.
    static final Duration WAITED_FOR = Duration.ofMillis(100);
    private static final int LOOKS = 3;
    private static final String LATE = "it is behind";
    private static final String STANDING = "select pg_is_in_recovery(), coalesce((select max(seq) from change), 0),"
            + " exists (select 1 from change where seq = ?)";
    private static final String REPLAYED = "select coalesce(pg_last_wal_replay_lsn() >= ?::pg_lsn, false)";
    private static final String SYSTEM = "select system_identifier::text from pg_control_system()";

    private final PostgresConnections connections;
    private final LongSupplier position;
    private final BlockingQueue<KeptConnection> idle;
    private final Thread thread = new Thread(this::look, "database-replica");
    private final LongAdder answered = new LongAdder();
    private final LongAdder behind = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile State state = new State(Standing.AWAY, "not reached yet");
    private volatile long notBefore = System.nanoTime();
    /// How often it was found well since it was left alone last.
    private volatile int good;

    private volatile boolean closing;

    /// How it is.
    enum Standing {
        /// It is asked.
        WELL,
        /// It is asked again and again, and lacks what this server knows.
        BEHIND,
        /// It is not asked.
        AWAY
    }

    /// @param detail for people
    record State(Standing standing, String detail) {}

    /// @param position how far memory is
    Replica(PostgresConnections connections, LongSupplier position, int readers) {
        this.connections = connections;
        this.position = position;
        this.idle = new ArrayBlockingQueue<>(readers);
        for (int i = 0; i < readers; i++) {
            idle.add(slot());
        }
        thread.setDaemon(true);
    }

    private KeptConnection slot() {
        return new KeptConnection(connections::openReplica);
    }

    /// Begins a transaction that sees one snapshot.
    private static Sql begin(KeptConnection slot) {
        var sql = slot.opened();
        sql.update("begin isolation level repeatable read read only");
        return sql;
    }

    /// Refuses what can be no replica of the store, now that this can be seen; one that cannot be reached may be one.
    ///
    /// @param writer a connection to the store
    /// @throws StoreUnavailableException in one line with what to do about it
    void begin(Sql writer) {
        try (var sql = connections.openReplica()) {
            var here = system(writer);
            var there = system(sql);
            if (here.isPresent() && there.isPresent() && !here.equals(there)) {
                throw new StoreUnavailableException("--database-read-url: " + url()
                        + " belongs to another database system than --database-url (expected: its streaming replica)");
            }
        } catch (StoreUnavailableException e) {
            var told = PostgresFault.ofReplica(url(), e);
            if (told.isPresent()) {
                throw told.get();
            }
            LOG.warn("replica cannot be reached, reads go to the primary why=\"{}\"", StoreFault.firstLine(e));
        }
        thread.start();
    }

    private String url() {
        return connections.place().url();
    }

    private static Optional<String> system(Sql sql) {
        try {
            return sql.one(SYSTEM, row -> row.text(1));
        } catch (StoreUnavailableException e) {
            // A database may keep that to itself.
            return Optional.empty();
        }
    }

    State state() {
        return state;
    }

    Map<String, LongAdder> counts() {
        return Map.of("answered", answered, "behind", behind, "failed", failed);
    }

    /// Whether there is any use in asking it now.
    boolean isAsked() {
        return state.standing != Standing.AWAY && System.nanoTime() - notBefore >= 0;
    }

    /// What `work` makes of a snapshot that has everything which memory has; empty if there is none.
    <T> Optional<T> ask(Function<Sql, T> work) {
        return withSlot(slot -> {
            long begun = System.nanoTime();
            var found = ask(slot, work);
            if (System.nanoTime() - begun > SLOW.toNanos()) {
                leave("it is slow", null);
            }
            return found;
        });
    }

    /// As [#ask], of a snapshot that also has what the store's own log had up to there. A moment is waited for that,
    /// and `work` may take longer.
    ///
    /// @param reached as `pg_lsn` is written
    <T> Optional<T> askCaughtUp(String reached, Function<Sql, T> work) {
        return withSlot(slot -> {
            if (!hasCaughtUp(slot.opened(), reached)) {
                behind.increment();
                return Optional.empty();
            }
            return ask(slot, work);
        });
    }

    /// Before the snapshot, so that it has what was there.
    private static boolean hasCaughtUp(Sql sql, String reached) {
        long until = System.nanoTime() + WAITED_FOR.toNanos();
        while (!sql.one(REPLAYED, row -> row.flag(1), reached).orElse(false)) {
            if (System.nanoTime() - until >= 0) {
                return false;
            }
            LockSupport.parkNanos(CATCHES_UP.toNanos() / 4);
        }
        return true;
    }

    private <T> Optional<T> ask(KeptConnection slot, Function<Sql, T> work) {
        var sql = begin(slot);
        if (!standing(sql).equals("")) {
            behind.increment();
            notBefore = System.nanoTime() + CATCHES_UP.toNanos();
            return Optional.empty();
        }
        var found = work.apply(sql);
        answered.increment();
        return Optional.of(found);
    }

    private <T> Optional<T> withSlot(Function<KeptConnection, Optional<T>> work) {
        var slot = isAsked() ? idle.poll() : null;
        if (slot == null) {
            return Optional.empty();
        }
        try {
            return work.apply(slot);
        } catch (RuntimeException e) {
            slot.close();
            failed.increment();
            leave(inWords(e), e);
            return Optional.empty();
        } finally {
            slot.end();
            idle.add(slot);
        }
    }

    /// Why its snapshot does not count; empty text if it does.
    private String standing(Sql sql) {
        long here = position.getAsLong();
        return sql.one(
                        STANDING,
                        row -> !row.flag(1)
                                ? "it is no replica: it was promoted, or is the primary"
                                : row.number(2) < here || here == 0
                                        ? LATE
                                        : row.flag(3)
                                                ? ""
                                                : "it does not have what this server knows: it is another store",
                        here)
                .orElseThrow();
    }

    private static String inWords(RuntimeException fault) {
        var message = StoreFault.firstLine(fault);
        return message.equals("null") ? "its connection broke" : message;
    }

    private synchronized void leave(String why, @Nullable Throwable fault) {
        if (state.standing != Standing.AWAY && !closing) {
            LOG.warn("replica is left alone, reads go to the primary why=\"{}\"", why, fault);
        }
        good = 0;
        state = new State(Standing.AWAY, why);
    }

    private synchronized void found(State fresh) {
        if (fresh.standing == Standing.WELL && state.standing == Standing.AWAY) {
            LOG.info("replica is read from");
        }
        state = fresh;
    }

    private void look() {
        var own = slot();
        while (!closing) {
            try {
                long begun = System.nanoTime();
                var why = standing(begin(own));
                own.end();
                boolean slow = System.nanoTime() - begun > SLOW.toNanos();
                judge(slow ? "it is slow" : why);
            } catch (RuntimeException e) {
                own.close();
                leave(inWords(e), null);
            }
            pause();
        }
        own.close();
    }

    private synchronized void judge(String why) {
        if (!why.isEmpty() && !why.equals(LATE)) {
            leave(why, null);
            return;
        }
        good++;
        if (state.standing != Standing.AWAY || good >= LOOKS) {
            found(
                    why.isEmpty()
                            ? new State(Standing.WELL, "read from")
                            : new State(Standing.BEHIND, "behind what this server knows"));
        }
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    /// Lets its connections go; one that somebody reads from goes with the process.
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        for (var slot = idle.poll(); slot != null; slot = idle.poll()) {
            slot.close();
        }
    }
}
