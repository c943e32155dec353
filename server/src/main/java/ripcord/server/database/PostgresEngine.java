package ripcord.server.database;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// PostgreSQL, for any number of servers at a time.
final class PostgresEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresEngine.class);

    static final int TURN = 1_919_512_431;
    /// For so long a server waits for its turn.
    static final int TURN_SECONDS = 3;

    /// Older ones get no fixes from those who make it.
    private static final int OLDEST = 140_000;
    /// Of 8 KiB: some two thousand rows of a session.
    private static final int BLOCKS_OF_A_STRETCH = 60;

    static final int READERS = Math.max(8, 2 * Runtime.getRuntime().availableProcessors());

    /// Writers of all servers take turns, for as long as a transaction takes: what is decided in one rests on all
    /// that was committed before. A server waits for its turn a little longer than another may idle in its own.
    private static final List<String> BEGIN = List.of(
            "begin isolation level read committed read write",
            "set local lock_timeout = '" + TURN_SECONDS + "s'",
            "set local statement_timeout = '4s'",
            "set local idle_in_transaction_session_timeout = '2s'",
            PostgresConnections.DURABLE,
            "select pg_advisory_xact_lock(" + TURN + ", hashtext(current_schema()))",
            "set local lock_timeout = '1s'",
            Savepoint.FIRST);
    /// In milliseconds: to lose a connection costs more than to wait for so long.
    private static final long LEAST_FOR_READING = 500;

    private static final List<String> BEGIN_READING = List.of("begin isolation level repeatable read read only");
    /// In microseconds since the epoch.
    static final String NOW = "(extract(epoch from clock_timestamp()) * 1000000)::bigint";

    private static final String CLOCK = "select " + NOW;
    private static final String BEGUN = "select " + NOW + ", (select coalesce(max(seq), 0) from change)";

    private static final String HELD = "select store_ahead from node order by joined_at, id";
    private static final int FIRST_COMPARISONS = 3;

    private final Store.Server place;
    private final PostgresConnections connections;
    private final Role role;
    private final @Nullable DataFolder folder;
    private final StoreClock clock;
    private final int readers;
    private final String self = UUID.randomUUID().toString();

    /// Who opens the store.
    enum Role {
        /// A server.
        SERVER,
        /// A command that works beside servers: joins nobody, and changes no table.
        BESIDE,
        /// A command that wants no server there.
        ALONE,
        /// One that takes a store for its own which was put there by other means.
        RESTORING
    }

    private PostgresEngine(Store.Server place, Role role, @Nullable DataFolder folder, StoreClock clock, int readers) {
        this.place = place;
        this.role = role;
        this.connections = new PostgresConnections(place);
        this.folder = folder;
        this.clock = clock;
        this.readers = readers;
    }

    /// Takes the folder beside the store.
    ///
    /// @param clock what to compare with the database's; one that follows nothing is used in its place
    static PostgresEngine of(Store.Server place, StoreClock clock, int readers) {
        MoveMarker.refuseAnotherStore(place.folder());
        return new PostgresEngine(place, Role.SERVER, DataFolder.lock(place.folder()), clock, readers);
    }

    /// For a command, which leaves the folder alone.
    static PostgresEngine as(Role role, Store.Server place, StoreClock clock) {
        return new PostgresEngine(place, role, null, clock, 1);
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public Sql openWriter() {
        var sql = reopenWriter();
        try {
            requireSuitable(sql);
            MoveTarget.refuseHalf(sql, place.url());
            prepare(sql);
            compareClocks(sql);
            return sql;
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    private void prepare(Sql sql) {
        if (role == Role.BESIDE) {
            Migrations.requireNewest(sql, place.url());
            return;
        }
        if (role != Role.SERVER) {
            Migrations.requireBegun(sql, place.url());
            Absence.require(sql, place.url());
        }
        Migrations.applyToPostgres(sql, connections);
        if (role != Role.RESTORING) {
            Whereabouts.require(sql, place.url());
        }
    }

    /// @throws StoreUnavailableException if the server is too old
    static void requireVersion(Sql sql) {
        long version = sql.number("select current_setting('server_version_num')::integer");
        if (version < OLDEST) {
            throw new StoreUnavailableException("--database-url: the server is PostgreSQL " + version / 10_000
                    + " (expected: " + OLDEST / 10_000 + " or newer)");
        }
    }

    /// @throws StoreUnavailableException if the database cannot keep every text
    static void requireEncoding(Sql sql) {
        var encoding = PostgresConnections.setting(sql, "server_encoding");
        if (!encoding.equals("UTF8")) {
            throw new StoreUnavailableException("--database-url: the database's encoding is " + encoding
                    + " (expected: UTF8; createdb --template template0 --encoding UTF8 makes one)");
        }
    }

    static void requireSuitable(Sql sql) {
        requireVersion(sql);
        requireEncoding(sql);
        if (sql.number("select case when pg_is_in_recovery() then 1 else 0 end") == 1) {
            throw new StoreUnavailableException(
                    "--database-url: the server is a replica (expected: the primary, which can be written)");
        }
        if (!"on".equals(PostgresConnections.setting(sql, "fsync"))) {
            LOG.warn("the database does not sync what it acknowledges setting=fsync");
        }
    }

    /// Before anything is made that has a time in it.
    private void compareClocks(Sql sql) {
        if (!clock.isFollowing()) {
            return;
        }
        var best = IntStream.range(0, FIRST_COMPARISONS)
                .mapToObj(_ -> ask(sql))
                .min(Comparator.comparingLong(StoreClock.Heard::round))
                .orElseThrow();
        clock.begin(best, sql.list(HELD, row -> Duration.ofMillis(row.number(1))));
    }

    private StoreClock.Heard ask(Sql sql) {
        long sent = clock.nanos().getAsLong();
        var store = instant(sql.number(CLOCK));
        return new StoreClock.Heard(sent, store, clock.nanos().getAsLong());
    }

    @Override
    public StoreClock clock() {
        return clock;
    }

    @Override
    public Sql reopenWriter() {
        var sql = connections.open();
        sql.update("set application_name = 'ripcord writer'");
        return sql;
    }

    @Override
    public Sql openReader() {
        return connections.openReader();
    }

    @Override
    public int readers() {
        return readers;
    }

    @Override
    public long beginReading(Sql reader, Duration longest) {
        reader.answerWithin(Math.clamp(longest.toMillis(), LEAST_FOR_READING, PostgresConnections.READ.toMillis()));
        reader.lead(BEGIN_READING);
        return changes(reader);
    }

    @Override
    public Begun begin(Sql writer) {
        writer.lead(BEGIN);
        return writer.one(BEGUN, row -> new Begun(clock.during(instant(row.number(1))), row.number(2)))
                .orElseThrow();
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    /// By blocks. A row that is changed may move to another one.
    @Override
    public Stretches stretches(String table) {
        return new Stretches("""
                select n, case when n >= pg_relation_size('%s') / cast(current_setting('block_size') as bigint)
                               then 1 else 0 end
                  from (select cast(? as bigint) + %d as n) as next
                """.formatted(table, BLOCKS_OF_A_STRETCH), """
                %1$s.ctid >= cast('(' || cast(? as bigint) || ',0)' as tid)
                   and %1$s.ctid < cast('(' || cast(? as bigint) || ',0)' as tid)""".formatted(table));
    }

    @Override
    public long changes(Sql reader) {
        return reader.number("select coalesce(max(seq), 0) from change");
    }

    private static String version() {
        @Nullable String packaged = PostgresEngine.class.getPackage().getImplementationVersion();
        return packaged == null ? "dev" : packaged;
    }

    /// Positions are the database's clock where that goes on, so that those of a store that lost its last commits are
    /// others than those that were lost.
    @Override
    public long tell(Sql writer, Begun begun, Set<Change> changes) {
        long seq = begun.changes();
        var now = Instant.ofEpochMilli(begun.clock().get().toEpochMilli());
        long micros = TimeUnit.MILLISECONDS.toMicros(now.toEpochMilli());
        for (var change : changes) {
            seq = Math.max(seq + 1, micros);
            writer.list(Wire.CHANGE, _ -> true, seq, change.topic(), change.about(), now);
        }
        return seq;
    }

    @Override
    public Optional<Node> node(Node.Around around) {
        return role != Role.SERVER
                ? Optional.empty()
                : Optional.of(new Node(new Node.Identity(self, version(), clock), connections, around));
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    /// A server may have come since it was looked for.
    @Override
    public void settle(Sql writer) {
        Absence.requireNone(writer, place.url());
        Whereabouts.write(writer);
    }

    @Override
    public Optional<Replica> replica(Sql writer, Following following) {
        var url = place.replicaUrl();
        if (url == null) {
            return Optional.empty();
        }
        var there = new PostgresConnections(new Store.Server(url, place.user(), place.passwordFile(), place.folder()));
        var replica = new Replica(there, following::position, readers);
        replica.begin(writer);
        return Optional.of(replica);
    }

    @Override
    public StoreUnavailableException told(RuntimeException fault) {
        return PostgresFault.of(place.url(), fault);
    }

    @Override
    public void close() {
        if (folder != null) {
            folder.close();
        }
    }
}
