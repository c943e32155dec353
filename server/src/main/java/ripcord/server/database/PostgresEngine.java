package ripcord.server.database;

import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// PostgreSQL, for one server at a time: the writer's connection holds an advisory lock for as long as it lives, and a
/// row says whose the store is, so that a server which lost that connection finds out whether there was another.
final class PostgresEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresEngine.class);

    /// Transactions have had ids of 64 bits since.
    private static final int OLDEST = 130_000;

    static final int READERS = Math.max(8, 2 * Runtime.getRuntime().availableProcessors());

    private static final String LOCK = "select pg_advisory_lock(1919512431, hashtext(current_schema()))";
    private static final String TAKE = "insert into holder (one, server) values (1, ?)"
            + " on conflict (one) do update set server = excluded.server";
    private static final String BEGUN =
            "select (extract(epoch from clock_timestamp()) * 1000000)::bigint," + " pg_current_xact_id()::text::bigint";

    private final Store.Server place;
    private final PostgresConnections connections;
    private final DataFolder folder;
    private final @Nullable InstantSource clock;
    private final int readers;
    private final String self = UUID.randomUUID().toString();

    private PostgresEngine(Store.Server place, DataFolder folder, @Nullable InstantSource clock, int readers) {
        this.place = place;
        this.connections = new PostgresConnections(place);
        this.folder = folder;
        this.clock = clock;
        this.readers = readers;
    }

    /// Takes the folder beside the store.
    ///
    /// @param clock in place of the database's; null for that
    static PostgresEngine of(Store.Server place, @Nullable InstantSource clock, int readers) {
        if (Files.exists(place.folder().resolve(DataFolder.DATABASE))) {
            throw new StoreUnavailableException("data: " + place.folder().toAbsolutePath()
                    + " has a store of its own (expected: a folder without one, when the store is in PostgreSQL)");
        }
        return new PostgresEngine(place, DataFolder.lock(place.folder()), clock, readers);
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public Sql openWriter() {
        var sql = locked();
        try {
            requireSuitable(sql);
            Migrations.applyToPostgres(sql, connections.patient());
            sql.update(TAKE, self);
            return sql;
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    private void requireSuitable(Sql sql) {
        long version = sql.number("select current_setting('server_version_num')::integer");
        if (version < OLDEST) {
            throw new StoreUnavailableException("--database-url: the server is PostgreSQL " + version / 10_000
                    + " (expected: " + OLDEST / 10_000 + " or newer)");
        }
        if (sql.number("select case when pg_is_in_recovery() then 1 else 0 end") == 1) {
            throw new StoreUnavailableException(
                    "--database-url: the server is a replica (expected: the primary, which can be written)");
        }
        if (!"on".equals(PostgresConnections.setting(sql, "fsync"))) {
            LOG.warn("the database does not sync what it acknowledges setting=fsync");
        }
    }

    @Override
    public Sql reopenWriter() {
        var sql = locked();
        try {
            var holder =
                    sql.one("select server from holder", row -> row.text(1)).orElse("nobody");
            if (!self.equals(holder)) {
                throw new LostStoreException("another server has had the database since the connection was lost, or it"
                        + " was restored (expected: one server at a time): this one stops");
            }
            return sql;
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    /// A connection that keeps every other server from writing for as long as it lives.
    private Sql locked() {
        var sql = connections.open();
        try {
            // A server that was just killed has a connection there for a moment longer.
            sql.update("set lock_timeout = '2s'");
            sql.list(LOCK, _ -> true);
            sql.update("set lock_timeout = '1s'");
            return sql;
        } catch (RuntimeException e) {
            sql.close();
            throw PostgresFault.isLocked(e) ? inUse(e) : e;
        }
    }

    private StoreUnavailableException inUse(RuntimeException e) {
        return new StoreUnavailableException(
                "--database-url: " + place.url() + " is in use by another server (expected: a database of its own;"
                        + " several servers on one are not supported yet)",
                e);
    }

    @Override
    public Sql openReader() {
        return connections.open();
    }

    @Override
    public int readers() {
        return readers;
    }

    @Override
    public String beginReading() {
        return "begin isolation level repeatable read read only";
    }

    @Override
    public Begun begin(Sql writer) {
        writer.update("begin isolation level read committed read write");
        return writer.one(BEGUN, row -> {
                    var now = instant(row.number(1));
                    return new Begun(clock == null ? () -> now : clock::instant, OptionalLong.of(row.number(2)));
                })
                .orElseThrow();
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    /// The lock is this connection's, so the one that had it before is gone, and its transaction has ended.
    @Override
    public boolean wasKept(Sql writer, long id) {
        var status = writer.one(
                        "select coalesce(pg_xact_status(cast(? as text)::xid8), 'forgotten')",
                        row -> row.text(1),
                        String.valueOf(id))
                .orElseThrow();
        return switch (status) {
            case "committed" -> true;
            case "aborted" -> false;
            default ->
                throw new LostStoreException("the database does not know what became of a transaction (" + status
                        + "; expected: committed or aborted): this server stops");
        };
    }

    @Override
    public StoreUnavailableException told(RuntimeException fault) {
        return PostgresFault.of(place.url(), fault);
    }

    @Override
    public void close() {
        folder.close();
    }
}
