package ripcord.server.database;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// The store: SQLite in a folder of its own, or PostgreSQL. Thread-safe; every call has a deadline. Writing is done by
/// one thread, which puts what waits into one durable commit.
public final class Database implements AutoCloseable {
    /// Of whoever typed a command for something large.
    private static final Duration LONG_WORK = Duration.ofHours(1);
    private static final Duration DEADLINE = Budget.WHOLE;
    /// How long a store may be away, a restart's time, before anybody is told.
    public static final Duration PATIENCE = Duration.ofSeconds(2);
    /// As [#PATIENCE], for who would rather be told at once.
    private static final Duration A_MOMENT = Duration.ofMillis(500);
    private static final Duration JOINING = Duration.ofSeconds(8);
    /// How long a change stays in the store: a server that has not come round for so long has to start anew.
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Engine engine;
    private final Parting parting = new Parting();
    private final Following following = new Following();
    private final Lease lease;
    private final WakeUps wakeUps = new WakeUps();
    private final Optional<Node> node;
    private final WriterConnection connection;
    private final Writer writer;
    private final Readers readers;
    private final Optional<Replica> replica;
    private volatile StoreObserver observer = StoreObserver.NOBODY;

    private Database(Engine engine) {
        this.engine = engine;
        this.connection = new WriterConnection(engine, following, parting);
        try {
            this.readers = Readers.open(engine);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
        following.begin(readers.run(engine::changes, 0, DEADLINE));
        this.replica = readers.run(sql -> engine.replica(sql, following), 0, DEADLINE);
        this.lease = engine.isShared() ? Lease.renewed(System::nanoTime, InstantSource.system()) : Lease.always();
        this.node = engine.node(new Node.Around(following, lease, parting, wakeUps));
        this.writer = Writer.start(engine, connection, new Writer.Others(following, wakeUps, this::servers));
        parting.onSuspected(writer::run);
    }

    /// Opens the store, creating or migrating it as need be.
    ///
    /// @param store locked for this process, its folder created with its parents if absent
    /// @param clock this machine's; on PostgreSQL it is compared with the database's before this returns, and is
    ///     [corrected][#clock()] by it
    /// @throws StoreUnavailableException if another server has it, it cannot be written, or what it holds
    ///     is damaged: one line that says what to do
    public static Database open(Store store, InstantSource clock) {
        return open(
                switch (store) {
                    case Store.Folder(var folder) -> SqliteEngine.of(folder, clock);
                    case Store.Server server ->
                        PostgresEngine.of(
                                server, StoreClock.following(clock, System::nanoTime), PostgresEngine.READERS);
                });
    }

    /// As [#open(Store, InstantSource)], on SQLite in that folder.
    public static Database open(Path folder, InstantSource clock) {
        return open(new Store.Folder(folder), clock);
    }

    /// Opens the store for a command that is no server: one in a database beside the servers that are on it, which then
    /// learn at once what it changes; one in a folder only while no server has it.
    ///
    /// @throws StoreRefusedException     if there is none, it is of another version, a server has the folder, or a
    ///     database is not to be had
    /// @throws StoreUnavailableException if the folder's cannot be used
    public static Database openBeside(Store store, InstantSource clock) {
        return openAs(PostgresEngine.Role.BESIDE, store, clock);
    }

    /// Opens the store for a command that must be alone on it. One in a database gets the newest tables.
    ///
    /// @throws StoreRefusedException     if there is none, a server has it, or the database is not to be had
    /// @throws StoreUnavailableException if the folder's cannot be used
    public static Database openAlone(Store store, InstantSource clock) {
        return openAs(PostgresEngine.Role.ALONE, store, clock);
    }

    /// Opens a store that was put into a database by other means, which no server may have yet.
    ///
    /// @throws StoreRefusedException if there is none, a server has it, or it is not to be had
    public static Database openRestored(Store.Server server, InstantSource clock) {
        return openAs(PostgresEngine.Role.RESTORING, server, clock);
    }

    private static Database openAs(PostgresEngine.Role role, Store store, InstantSource clock) {
        return switch (store) {
            case Store.Folder(var folder) -> open(SqliteEngine.of(DataFolder.requireStore(folder), clock));
            case Store.Server server -> {
                try {
                    yield open(PostgresEngine.as(role, server, StoreClock.following(clock, System::nanoTime)));
                } catch (StoreUnavailableException e) {
                    throw StoreRefusedException.of(e);
                }
            }
        };
    }

    /// Opens the store of an engine, which is closed with it, or if it cannot be opened.
    static Database open(Engine engine) {
        try {
            return new Database(engine);
        } catch (RuntimeException e) {
            engine.close();
            throw engine.told(e);
        }
    }

    /// `sqlite` or `postgresql`.
    public String engine() {
        return engine.name();
    }

    /// What everything that has to do with this store goes by.
    public StoreClock clock() {
        return engine.clock();
    }

    /// Tells `listener` why nothing is read or written from now on.
    public void onLost(Consumer<String> listener) {
        parting.onParted(listener);
    }

    /// Has `salvage` write to a store that turns out to lack what it once showed, before this server stops.
    public void onParted(Salvage salvage) {
        connection.onParted(salvage);
    }

    /// From now on runs `reload` when another server on the same store has [told][Transaction#tell] of `topic`. To be
    /// said before what it reloads is read for the first time.
    public void onTold(String topic, Reload reload) {
        following.on(topic, reload);
    }

    /// Begins to serve: from now on other servers wait for this one to apply what they change, and it does. To be
    /// called when everything has been read that is held in memory.
    ///
    /// @throws StoreUnavailableException if the store cannot be written
    public void join() {
        node.ifPresent(Node::join);
        lease.await(JOINING);
    }

    /// Runs `listener` before this server counts as current again, if others took it for gone meanwhile.
    public void onForgotten(Runnable listener) {
        node.ifPresent(each -> each.onForgotten(listener));
    }

    /// What has this server look for changes of others before it is time to.
    public WakeUps wakeUps() {
        return wakeUps;
    }

    /// Whether what is in memory counts.
    public Lease lease() {
        return lease;
    }

    /// Which server this is, of those on the store; empty text where there is one.
    public String self() {
        return engine.self();
    }

    /// Whether that server is there, as far as this one knows.
    public boolean isServing(String server) {
        return node.map(each -> each.peers().isThere(server)).orElse(false);
    }

    /// Whether other servers may change the store. Then a row may be newer than every copy of it that no entry voids.
    public boolean isShared() {
        return engine.isShared();
    }

    /// How to walk over a table of it.
    public Stretches stretches(String table) {
        return engine.stretches(table);
    }

    /// How many servers are on the store, as far as this one knows.
    public int servers() {
        return node.map(each -> each.peers().rows().size()).orElse(1);
    }

    /// Whether there are other servers on the store, as far as this one knows.
    public boolean hasOthers() {
        return node.map(each -> each.peers().hasOthers()).orElse(false);
    }

    /// Whether it is this server, of all on the store, that does what is to be done once. Two may think so for a
    /// moment, or none.
    public boolean isFirst() {
        return node.map(each -> each.peers().isSelfFirst()).orElse(true);
    }

    /// Tells `watcher` which servers come and go.
    public void watch(ServerWatcher watcher) {
        node.ifPresent(each -> each.watch(watcher));
    }

    /// Runs `work` with what is in memory, whether or not the [lease][#lease()] is held. What is not in memory is read
    /// if the lease comes back at once; nothing is written.
    public <T> T fromMemory(ScopedValue.CallableOp<? extends T, RuntimeException> work) {
        return FromMemory.call(work);
    }

    void awaitTold(long position, long committed, Duration longest) {
        node.ifPresent(each -> each.peers().awaitAware(position, committed, longest));
    }

    Duration acceptedElsewhere(long position, long committed, Duration longest) {
        long nanos = node.map(each -> each.peers().acceptedElsewhere(position, committed, longest.toNanos()))
                .orElse(0L);
        return nanos <= 0 ? Duration.ZERO : Duration.ofNanos(nanos);
    }

    /// Runs `work` on one snapshot: all that it reads was true at the same time.
    ///
    /// @throws StoreUnavailableException if no reader came free in time, or the store failed
    public <T> T query(Function<Sql, T> work) {
        parting.requireNone();
        if (FromMemory.isAll()) {
            lease.await(A_MOMENT);
        }
        var found = MuchReading.ask(work);
        if (found.isPresent()) {
            return found.get();
        }
        long begun = System.nanoTime();
        try {
            return Budget.spend(DEADLINE, left -> readers.run(work, following.position(), left));
        } finally {
            observer.read(System.nanoTime() - begun);
        }
    }

    /// Does `work`, whose queries are answered by a replica if there is one which has all that was committed before:
    /// for what is much to read, and not asked for often.
    public <T> T readMuch(ScopedValue.CallableOp<? extends T, RuntimeException> work) {
        return replica.isEmpty() || FromMemory.isAll()
                ? work.call()
                : MuchReading.call(replica.get(), this::query, work);
    }

    /// As [#query], on a replica if there is one that has everything which this server has in memory. What nobody was
    /// told of may be missing there, or be older than in the store: only for what a copy in memory would do for.
    ///
    /// @param enough whether what was found will do; else the store is asked. Nothing that was not found will
    public <T> T queryCopy(Function<Sql, T> work, Predicate<T> enough) {
        if (replica.isEmpty() || FromMemory.isAll()) {
            return query(work);
        }
        parting.requireNone();
        return Budget.spend(DEADLINE, _ -> replica.get().ask(work))
                .filter(enough)
                .orElseGet(() -> query(work));
    }

    /// How the replica is; empty if there is none.
    public Optional<ReplicaStatus> replica() {
        return replica.map(each -> new ReplicaStatus(
                each.state().standing() != Replica.Standing.AWAY, each.state().detail()));
    }

    /// How often the replica was asked, by what came of it.
    public Map<String, LongAdder> replicaReads() {
        return replica.map(Replica::counts).orElse(Map.of());
    }

    /// Runs `work` on the writer. When this returns, what it did is durable, every [Transaction#afterCommit] has run,
    /// and every server on the store has read what it was [told][Transaction#tell], or has no [lease][#lease()].
    /// When `work` throws, nothing of it is kept and the exception comes out here.
    ///
    /// @throws StoreUnavailableException if it was not begun in time, or the store failed: nothing was kept
    /// @throws OutcomeUnknownException   if the commit failed or gave no answer in time
    public <T> T write(Function<Transaction, T> work) {
        return write(_ -> Optional.empty(), work);
    }

    /// As [#write(Function)], with what one statement does where it can.
    ///
    /// @param shortcut by the store's clock, what may be enough in place of `work`. It is asked on the writer's
    ///     thread, before anything of its group is done: all that was committed before is in memory, and stays true
    ///     until the commit. It must be quick, and not use the store
    public <T> T write(Function<Instant, Optional<Swap<T>>> shortcut, Function<Transaction, T> work) {
        long begun = System.nanoTime();
        try {
            return Budget.spend(DEADLINE, left -> {
                var done = run(new Unit<>(shortcut, work), left);
                if (done.told() > 0) {
                    awaitServers(done.told());
                }
                return done.result();
            });
        } finally {
            observer.written(System.nanoTime() - begun);
        }
    }

    /// As [#write(Function)], for what nobody is told to be so: does not wait for the other servers, which read what
    /// they are [told][Transaction#tell] all the same.
    public <T> T writeUnawaited(Function<Transaction, T> work) {
        return run(new Unit<>(_ -> Optional.empty(), work), DEADLINE).result();
    }

    /// @param left for all of it: what comes after a commit is waited for too
    private <T> Writer.Done<T> run(Unit<T> unit, Duration left) {
        if (FromMemory.isAll()) {
            throw new StoreUnavailableException("nothing is written while the store is away");
        }
        var afterwards = engine.isShared() ? Peers.LONGEST_WAIT : Duration.ZERO;
        return writer.run(unit, left.compareTo(afterwards) > 0 ? left.minus(afterwards) : Duration.ZERO);
    }

    /// As [#write(Function)], for what makes of the store another one: no server may be on it, and one that had it in
    /// memory before begins anew. Takes as long as it takes.
    ///
    /// @throws StoreRefusedException if a server has come meanwhile: nothing was kept
    public <T> T writeAnew(Function<Transaction, T> work) {
        Function<Transaction, T> anew = tx -> {
            engine.settle(tx.sql());
            var done = work.apply(tx);
            tx.tell(Anew.TOPIC, "");
            return done;
        };
        return writer.run(new Unit<>(_ -> Optional.empty(), anew), LONG_WORK).result();
    }

    private void awaitServers(long told) {
        if (node.isPresent()) {
            node.get().awaitApplied(told);
        } else if (engine.isShared()) {
            Onlooker.awaitApplied(readers, told, DEADLINE);
        }
    }

    /// Drops what every server has long read, or been too late for: of what is so old the newest stays, since a server
    /// may stand on it. To be called now and then.
    public void sweep() {
        if (engine.isShared()) {
            int _ = write(tx -> tx.sql()
                    .update(
                            "delete from change where seq < (select max(seq) from change where at < ?)",
                            tx.instant().minus(KEPT)));
        }
    }

    /// Tells `observer` from now on how long everything takes.
    public void observe(StoreObserver newObserver) {
        observer = newObserver;
        writer.observe(newObserver);
    }

    /// How many units of work wait for the writer.
    public int queueLength() {
        return writer.queueLength();
    }

    /// How many readers are free.
    public int idleReaders() {
        return readers.idle();
    }

    /// Returns if the store answers, reader and writer. Nothing is changed, so nothing is written to the disk.
    ///
    /// @throws StoreUnavailableException if it does not
    /// @throws OutcomeUnknownException   if the writer hangs
    public void check() {
        readers.run(sql -> sql.number("select 1"), following.position(), DEADLINE);
        writer.run(new Unit<>(_ -> Optional.empty(), _ -> true), DEADLINE);
    }

    /// Finishes what was begun, refuses what waits, and lets the store go.
    @Override
    public void close() {
        node.ifPresent(Node::close);
        writer.close();
        replica.ifPresent(Replica::close);
        readers.close();
        engine.close();
    }
}
