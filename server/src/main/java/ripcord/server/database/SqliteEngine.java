package ripcord.server.database;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// SQLite in a folder of its own, whose lock keeps other servers away.
final class SqliteEngine implements Engine {
    private static final int READERS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private static final int ROWS_OF_A_STRETCH = 2_000;

    private final DataFolder folder;
    private final SQLiteDataSource source;
    private final StoreClock clock;
    private @Nullable Checkpoints checkpoints;

    private SqliteEngine(DataFolder folder, InstantSource clock) {
        this.folder = folder;
        this.source = source(folder.database());
        this.clock = StoreClock.alone(clock);
    }

    /// Takes the folder, making it if need be.
    ///
    /// @param clock stands for the store's
    static SqliteEngine of(Path path, InstantSource clock) {
        return of(DataFolder.open(path), path, clock);
    }

    /// Takes a folder whose store is moved elsewhere, though no server may have it any more.
    static SqliteEngine toMove(Path path, InstantSource clock) {
        return of(DataFolder.lock(path), path, clock);
    }

    private static SqliteEngine of(DataFolder folder, Path path, InstantSource clock) {
        try {
            NativeFolder.prepare(path);
            return new SqliteEngine(folder, clock);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    static SQLiteDataSource source(Path file) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(2_000);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        // Nobody asks for them, and each insert would be searched for by regular expressions.
        config.setGetGeneratedKeys(false);
        // Kilobytes, as negative numbers; what is not used is not taken.
        config.setCacheSize(-32_000);
        // Where Checkpoints does not get to it: 320 MB.
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "80000");
        // What the log's file keeps of the device once it has begun again.
        config.setJournalSizeLimit(64_000_000);
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }

    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public Sql openWriter() {
        var sql = Sql.open(source);
        try {
            Migrations.applyToSqlite(sql, source);
            checkpoints = Checkpoints.start(() -> Sql.open(source), Checkpoints.Lengths.USUAL);
            return sql;
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    @Override
    public Sql reopenWriter() {
        return Sql.open(source);
    }

    @Override
    public Sql openReader() {
        var sql = Sql.open(source);
        sql.update("pragma query_only = on");
        return sql;
    }

    @Override
    public int readers() {
        return READERS;
    }

    @Override
    public long beginReading(Sql reader, Duration longest) {
        reader.update("begin");
        return Long.MAX_VALUE;
    }

    @Override
    public Begun begin(Sql writer) {
        if (checkpoints != null) {
            checkpoints.finish(writer);
        }
        writer.update("begin immediate");
        writer.update(Savepoint.FIRST);
        return new Begun(clock::instant, 0);
    }

    @Override
    public StoreClock clock() {
        return clock;
    }

    @Override
    public String self() {
        return "";
    }

    @Override
    public boolean isShared() {
        return false;
    }

    /// Rows have a number, in the order in which they lie; with gaps.
    @Override
    public Stretches stretches(String table) {
        return new Stretches(
                """
                select coalesce(n, %d), n is null from
                    (select (select rowid from %s where rowid >= ? order by rowid limit 1 offset %d) as n)
                """.formatted(Long.MAX_VALUE, table, ROWS_OF_A_STRETCH),
                table + ".rowid >= ? and " + table + ".rowid < ?");
    }

    @Override
    public long changes(Sql reader) {
        return 0;
    }

    @Override
    public long tell(Sql writer, Begun begun, Set<Change> changes) {
        return 0;
    }

    /// The folder is locked, and where it is does not matter.
    @Override
    public void settle(Sql writer) {}

    @Override
    public Optional<Node> node(Node.Around around) {
        return Optional.empty();
    }

    @Override
    public Optional<Replica> replica(Sql writer, Following following) {
        return Optional.empty();
    }

    @Override
    public StoreUnavailableException told(RuntimeException fault) {
        return StoreFault.of(folder.database(), fault);
    }

    @Override
    public void close() {
        if (checkpoints != null) {
            checkpoints.close();
        }
        folder.close();
    }
}
