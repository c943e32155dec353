package ripcord.server.database;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// What differs between the engines that keep a store. Everything else is the same SQL.
sealed interface Engine extends AutoCloseable permits SqliteEngine, PostgresEngine {
    /// As operators know it.
    String name();

    /// Opens the one connection that writes, with the newest tables, and makes sure that nobody else has one.
    ///
    /// @throws StoreUnavailableException if another server has the store
    Sql openWriter();

    /// Opens it once more, after it was lost.
    ///
    /// @throws LostStoreException        if somebody else had the store meanwhile: what is known of it may be old
    /// @throws StoreUnavailableException if it is not to be had now
    Sql reopenWriter();

    /// Opens a connection that only reads.
    Sql openReader();

    /// How many of those.
    int readers();

    /// The statement that begins a transaction which sees one snapshot and changes nothing.
    String beginReading();

    /// Begins a transaction on the writer's connection.
    Begun begin(Sql writer);

    /// A transaction that was begun.
    ///
    /// @param clock the store's
    /// @param id    by which another connection can ask what became of it; empty if a commit that fails was
    ///     none
    record Begun(Supplier<Instant> clock, OptionalLong id) {}

    /// What became of a transaction whose commit gave no answer. Its connection is gone.
    ///
    /// @throws LostStoreException if that cannot be told
    boolean wasKept(Sql writer, long id);

    /// What is wrong with a store that cannot be opened, in one line with what to do about it.
    StoreUnavailableException told(RuntimeException fault);

    /// Lets go what is beside the store. Its connections are closed before.
    @Override
    void close();
}
