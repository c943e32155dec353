package ripcord.server.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This server as one of several on a store in PostgreSQL: one thread that shows four times a second that it can still
/// commit, and reads what others have changed, sooner when it is told of it. Thread-safe.
final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    static final Duration BEAT = Duration.ofMillis(250);
    private static final Duration AGAIN = Duration.ofMillis(100);

    /// A primary that was left by its replicas commits by itself if it need not wait for them.
    private static final List<String> BEGIN = List.of(
            "begin isolation level read committed read write",
            "set local lock_timeout = '1s'",
            "set local statement_timeout = '2s'",
            PostgresConnections.DURABLE);
    private static final List<String> BEGIN_READING = List.of("begin isolation level repeatable read read only");
    private static final String ALIVE = "update node set beat = beat + 1, applied = ?, store_ahead = ? where id = ?"
            + " returning " + PostgresEngine.NOW;
    private static final String JOIN = "insert into node (id, version, joined_at, beat, applied, store_ahead)"
            + " select ?, ?, now, now, ?, ? from (select " + PostgresEngine.NOW + " / 1000 as now) as clock"
            + " on conflict do nothing";
    private static final String ALL = "select 0, id, joined_at, beat, applied, store_ahead from node"
            + " union all select 1, id, 0, 0, 0, 0 from node_gone";
    static final String FORGET = "with gone as (delete from node where id = ? and beat = ? returning id)"
            + " insert into node_gone (id, at) select id, " + PostgresEngine.NOW
            + " / 1000 from gone on conflict do nothing";
    private static final String BACK = "delete from node_gone where id = ?";
    /// More than anybody answers from memory for.
    private static final Duration LONG_GONE = Duration.ofMinutes(6);

    private final Identity self;
    private final PostgresConnections connections;
    private final Following following;
    private final Lease lease;
    private final StoreClock clock;
    private final Parting parting;
    private final WakeUps wakeUps;
    private final Peers peers;
    private final Thread thread = new Thread(this::loop, "database-node");
    private volatile Optional<Ear> ear = Optional.empty();
    private @Nullable Wire wire;
    private WakeUps.By woken = WakeUps.By.BEAT;
    /// What the others can know that this server has followed.
    private long shown;
    private long beaten;
    private final Outvoted outvoted = new Outvoted(System.nanoTime());
    private long told;
    private boolean failing;
    private boolean counted;
    private volatile Runnable forgotten = () -> {};
    private volatile ServerWatcher watcher = ServerWatcher.NOBODY;
    private volatile boolean joined;
    private volatile boolean closing;

    /// Which server this is.
    ///
    /// @param clock what it goes by
    record Identity(String id, String version, StoreClock clock) {}

    /// What this server has of it.
    ///
    /// @param following what others change
    /// @param wakeUps   what has it look before its time
    record Around(Following following, Lease lease, Parting parting, WakeUps wakeUps) {}

    Node(Identity self, PostgresConnections connections, Around around) {
        this.self = self;
        this.connections = connections;
        this.following = around.following;
        this.lease = around.lease;
        this.clock = self.clock;
        this.parting = around.parting;
        this.wakeUps = around.wakeUps;
        this.peers = new Peers(self.id, System::nanoTime);
        thread.setDaemon(true);
    }

    Peers peers() {
        return peers;
    }

    /// Returns when every server has applied that change, or has no lease. At once before this one serves: nobody has
    /// been promised anything.
    void awaitApplied(long position) {
        if (joined) {
            Told.note(position, System.nanoTime());
            peers.awaitApplied(position);
        }
    }

    /// Tells `newWatcher` who comes and goes.
    void watch(ServerWatcher newWatcher) {
        watcher = newWatcher;
    }

    /// Runs `listener` before this server counts again, if the others took it for gone meanwhile.
    void onForgotten(Runnable listener) {
        forgotten = listener;
    }

    /// From now on others wait for it, and it follows them.
    void join() {
        joined = true;
        ear = toListen().map(direct -> new Ear(direct, wakeUps::notified, peers::told));
        ear.ifPresent(Ear::start);
        thread.start();
    }

    /// A connection of its own is needed where something else may wake this server, too.
    private Optional<PostgresConnections> toListen() {
        return connections.toListen().or(() -> wakeUps.areCalled() ? Optional.of(connections) : Optional.empty());
    }

    private void loop() {
        while (!closing) {
            try {
                step();
                if (failing) {
                    LOG.info("store answers again");
                    failing = false;
                }
            } catch (PartedException e) {
                // The writer gives back what is lost before it says that this server must not go on.
                parting.suspect();
                broken(new StoreUnavailableException("the store is not the one that this server knew", e));
            } catch (RuntimeException | Error e) {
                broken(e);
            }
        }
        leave();
    }

    private void broken(Throwable fault) {
        if (!failing && !closing) {
            LOG.error("store does not answer: what this server knows is not current until it does", fault);
            failing = true;
        }
        drop();
        // While nobody could look, nobody's beat stood still.
        peers.lookAnew();
        try {
            TimeUnit.NANOSECONDS.sleep(AGAIN.toNanos());
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    private void step() {
        var open = wire();
        var beat = lease.beat();
        boolean awaited = isAwaited();
        boolean due = beat.nanos() - beaten >= interval().toNanos();
        if (due) {
            beat(open.sql());
        }
        try {
            read(open.sql());
            if (due) {
                heedOthersClocks();
                lease.renew(beat);
                beaten = beat.nanos();
            }
        } finally {
            open.sql().update("rollback");
        }
        if (due) {
            forgetOthers(open.sql());
        }
        tell(open.sql());
        if (due && awaited) {
            wakeUps.call();
        }
        long left = beaten + interval().toNanos() - System.nanoTime();
        woken = left > 0 ? await(open, left) : WakeUps.By.BEAT;
    }

    /// Whether somebody may wait for this server to show how far it has followed, and hear no word of PostgreSQL's.
    /// Only a change does that, and no call.
    private boolean isAwaited() {
        return wakeUps.areCalled() && following.followed() > shown;
    }

    private Duration interval() {
        return isAwaited() ? WakeUps.GAP : BEAT;
    }

    private WakeUps.By await(Wire open, long left) {
        if (ear.isEmpty()) {
            return open.await(Duration.ofNanos(left), peers::told) ? WakeUps.By.NOTIFICATION : WakeUps.By.BEAT;
        }
        try {
            return wakeUps.await(left);
        } catch (InterruptedException e) {
            closing = true;
            return WakeUps.By.BEAT;
        }
    }

    private Wire wire() {
        var known = wire;
        if (known != null) {
            return known;
        }
        var quick = connections.openQuick();
        var fresh = ear.isPresent() ? Wire.deaf(quick) : Wire.listening(quick);
        wire = fresh;
        return fresh;
    }

    private void beat(Sql sql) {
        long followed = following.followed();
        long applied = following.position();
        long ahead = clock.standing().storeAhead().toMillis();
        long sent = clock.nanos().getAsLong();
        sql.lead(BEGIN);
        var now = sql.oneAndCommit(ALIVE, row -> PostgresEngine.instant(row.number(1)), applied, ahead, self.id);
        now.ifPresent(store ->
                clock.compare(new StoreClock.Heard(sent, store, clock.nanos().getAsLong())));
        if (now.isEmpty()) {
            sql.lead(BEGIN);
            sql.update(JOIN, self.id, self.version, applied, ahead);
            sql.update(BACK, self.id);
            sql.commit();
            LOG.info("server has joined id={}", self.id);
            watcher.joined(self.id);
            if (counted) {
                // Others took it for gone, and wait for nobody who is connected here.
                forgotten.run();
            }
            counted = true;
        }
        shown = followed;
    }

    /// All are to go by one time, though some may have come while the store's clock showed another.
    private void heedOthersClocks() {
        var most = Duration.ofMillis(peers.storeAhead());
        if (outvoted.isBy(most, clock.standing().storeAhead(), System.nanoTime())) {
            clock.adopt(most);
        }
    }

    /// Each in a transaction of its own: of two servers that take each other for gone, neither waits for the other.
    private void forgetOthers(Sql sql) {
        for (var gone : peers.gone()) {
            if (sql.update(FORGET, gone.id(), gone.beat()) == 1) {
                LOG.warn("server is gone id={}", gone.id());
                watcher.gone(gone.id());
            }
        }
        peers.longGone(LONG_GONE).forEach(id -> sql.update(BACK, id));
    }

    /// A snapshot that was begun after the beat was committed. Leaves its transaction open.
    private void read(Sql sql) {
        long begun = System.nanoTime();
        sql.lead(BEGIN_READING);
        var step = following.read(sql);
        List<Peers.Row> rows = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        for (var each : sql.list(ALL, row -> standing(row))) {
            if (each.gone) {
                gone.add(each.row.id());
            } else {
                rows.add(each.row);
            }
        }
        peers.look(new Peers.View(begun, rows, gone));
        wakeUps.looked(woken, step.position() > following.position());
        following.apply(step);
        if (woken == WakeUps.By.NOTIFICATION) {
            // Then the others hear it too.
            shown = following.followed();
        }
    }

    private record Standing(boolean gone, Peers.Row row) {}

    private static Standing standing(Row row) throws SQLException {
        return new Standing(
                row.flag(1), new Peers.Row(row.text(2), row.number(3), row.number(4), row.number(5), row.number(6)));
    }

    private void tell(Sql sql) {
        long applied = following.position();
        if (applied != told) {
            Wire.tell(sql, self.id, applied);
            told = applied;
        }
    }

    /// Nobody needs to wait for it any more.
    private void leave() {
        try {
            wire().sql().update("delete from node where id = ?", self.id);
        } catch (RuntimeException e) {
            LOG.debug("left without a word", e);
        }
        drop();
    }

    private void drop() {
        var known = wire;
        if (known != null) {
            known.sql().close();
            wire = null;
        }
    }

    @Override
    public void close() {
        closing = true;
        ear.ifPresent(Ear::close);
        try {
            if (thread.isAlive()) {
                thread.join(Duration.ofSeconds(3));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
