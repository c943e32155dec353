package ripcord.server.database;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The store: SQLite in a folder of its own, or PostgreSQL. Thread-safe; every call has a deadline.
///
/// Writing is done by one thread, which puts what waits into one durable commit.
public final class Database implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final Engine engine;
    private final WriterConnection connection;
    private final Writer writer;
    private final Readers readers;
    private volatile StoreObserver observer = StoreObserver.NOBODY;

    private Database(Engine engine, WriterConnection connection, Readers readers) {
        this.engine = engine;
        this.connection = connection;
        this.readers = readers;
        this.writer = Writer.start(engine, connection);
    }

    /// Opens the store, creating or migrating it as need be.
    ///
    /// @param store locked for this process, its folder created with its parents if absent
    /// @param clock what transactions call the database's clock, where the database has none: PostgreSQL has
    /// @throws StoreUnavailableException if another server has it, it cannot be written, or what it holds
    ///     is damaged: one line that says what to do
    public static Database open(Store store, InstantSource clock) {
        return open(
                switch (store) {
                    case Store.Folder(var folder) -> SqliteEngine.of(folder, clock);
                    case Store.Server server -> PostgresEngine.of(server, null, PostgresEngine.READERS);
                });
    }

    /// As [#open(Store, InstantSource)], on SQLite in that folder.
    public static Database open(Path folder, InstantSource clock) {
        return open(new Store.Folder(folder), clock);
    }

    /// Opens the store of an engine, which is closed with it, or if it cannot be opened.
    static Database open(Engine engine) {
        try {
            return opened(engine);
        } catch (RuntimeException e) {
            engine.close();
            throw engine.told(e);
        }
    }

    private static Database opened(Engine engine) {
        var connection = new WriterConnection(engine);
        try {
            return new Database(engine, connection, Readers.open(engine));
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /// `sqlite` or `postgresql`.
    public String engine() {
        return engine.name();
    }

    /// Runs `check` on the writer's connection each time that it was opened anew, before anything is written: what it
    /// says is why the store is not what this process knows of it, and nothing is read or written from then on.
    public void checkWhenReopened(Function<Sql, Optional<String>> check) {
        connection.check(check);
    }

    /// Tells `listener`, on the writer's thread, why nothing is read or written from now on.
    public void onLost(Consumer<String> listener) {
        connection.onLost(listener);
    }

    /// Runs `work` on one snapshot: all that it reads was true at the same time.
    ///
    /// @throws StoreUnavailableException if no reader came free in time, or the store failed
    public <T> T query(Function<Sql, T> work) {
        connection.requireKept();
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

    /// Finishes what was begun, refuses what waits, and lets the store go.
    @Override
    public void close() {
        writer.close();
        readers.close();
        engine.close();
    }
}
