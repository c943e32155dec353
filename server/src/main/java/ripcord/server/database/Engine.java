package ripcord.server.database;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
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
    /// @throws StoreUnavailableException if it is not to be had now
    Sql reopenWriter();

    /// Opens a connection that only reads.
    Sql openReader();

    /// How many of those.
    int readers();

    /// Begins a transaction which sees one snapshot and changes nothing.
    ///
    /// @param longest how long an answer may take at most, here and in the transaction
    /// @return how far, in that snapshot, the servers on the store have changed what they hold in memory; where
    ///     there is one, beyond whatever it asks for
    long beginReading(Sql reader, Duration longest);

    /// Begins a transaction on the writer's connection, when it is this server's turn, with the first [Savepoint].
    Begun begin(Sql writer);

    /// A transaction that was begun.
    ///
    /// @param clock   the store's
    /// @param changes how far the servers on the store have changed what they hold in memory; 0 where there is one
    record Begun(Supplier<Instant> clock, long changes) {}

    /// What this server goes by.
    StoreClock clock();

    /// Which server this is, of those on the store; empty text where there is one.
    String self();

    /// Whether other servers may be on the store.
    boolean isShared();

    /// How to walk over a table.
    Stretches stretches(String table);

    /// How far the servers on the store have changed what they hold in memory; 0 where there is one.
    ///
    /// @param reader or the writer's
    long changes(Sql reader);

    /// Writes down what other servers have to read, in the running transaction.
    ///
    /// @return its position, above all before; 0 where there are no others
    long tell(Sql writer, Begun begun, Set<Change> changes);

    /// In the transaction that makes the store another one, which no server has: from now on it is where it is.
    ///
    /// @throws StoreRefusedException if a server has come
    void settle(Sql writer);

    /// This server among the others; none where it is alone.
    Optional<Node> node(Node.Around around);

    /// What reads may go to besides; none where there is no such thing.
    ///
    /// @param writer    a connection to the store
    /// @param following how far memory is
    Optional<Replica> replica(Sql writer, Following following);

    /// What is wrong with a store that cannot be opened, in one line with what to do about it.
    StoreUnavailableException told(RuntimeException fault);

    /// Lets go what is beside the store. Its connections are closed before.
    @Override
    void close();
}
