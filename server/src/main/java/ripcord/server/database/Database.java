package ripcord.server.database;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// The store: SQLite in a folder of its own. Thread-safe; every call has a deadline.
///
/// Writing is done by one thread, which puts what waits into one durable commit.
public final class Database implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int READERS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final DataFolder folder;
    private final Writer writer;
    private final Readers readers;
    private volatile StoreObserver observer = StoreObserver.NOBODY;

    private Database(DataFolder folder, Writer writer, Readers readers) {
        this.folder = folder;
        this.writer = writer;
        this.readers = readers;
    }

    /// Opens the store, creating or migrating it as need be.
    ///
    /// @param path  the data folder; created with its parents if absent, and locked for this process
    /// @param clock what transactions call the database's clock
    /// @throws StoreUnavailableException if another process has the folder, it cannot be written, or what it holds
    ///     is damaged: one line that says what to do
    public static Database open(Path path, InstantSource clock) {
        var folder = DataFolder.open(path);
        try {
            NativeFolder.prepare(path);
            var source = source(folder.database());
            var writer = Writer.start(migrated(source), clock);
            return new Database(folder, writer, Readers.open(() -> Sql.open(source), READERS));
        } catch (RuntimeException e) {
            folder.close();
            throw StoreFault.of(folder.database(), e);
        }
    }

    private static Sql migrated(SQLiteDataSource source) {
        var sql = Sql.open(source);
        try {
            Migrations.apply(sql, source);
            return sql;
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    private static SQLiteDataSource source(Path file) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(2_000);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        // Kilobytes, as negative numbers; what is not used is not taken.
        config.setCacheSize(-32_000);
        // A checkpoint writes each changed page once, however often it changed: 40 MB of log between two.
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "10000");
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }

    /// Runs `work` on one snapshot: all that it reads was true at the same time.
    ///
    /// @throws StoreUnavailableException if no reader came free in time, or the store failed
    public <T> T query(Function<Sql, T> work) {
        long begun = System.nanoTime();
        try {
            return readers.run(work, DEADLINE);
        } finally {
            observer.read(System.nanoTime() - begun);
        }
    }

    /// Runs `work` on the writer. When this returns, what it did is durable and every [Transaction#afterCommit] has
    /// run; when `work` throws, nothing of it is kept and the exception comes out here.
    ///
    /// @throws StoreUnavailableException if it was not begun in time, or the store failed: nothing was kept
    /// @throws OutcomeUnknownException   if the commit failed or gave no answer in time
    public <T> T write(Function<Transaction, T> work) {
        long begun = System.nanoTime();
        try {
            return writer.run(work, DEADLINE);
        } finally {
            observer.written(System.nanoTime() - begun);
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
        readers.run(sql -> sql.number("select 1"), DEADLINE);
        writer.run(_ -> true, DEADLINE);
    }

    /// Finishes what was begun, refuses what waits, and lets the folder go.
    @Override
    public void close() {
        writer.close();
        readers.close();
        folder.close();
    }
}
