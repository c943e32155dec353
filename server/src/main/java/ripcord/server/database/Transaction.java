package ripcord.server.database;

import java.time.Instant;

/// One unit of work on the writer. Valid only while that work runs, on the thread that runs it.
public interface Transaction {
    /// Where statements are made, each text prepared once. Never commit or roll back with it.
    Sql sql();

    /// The database's clock: when this unit began, or the commit that it is part of.
    Instant instant();

    /// [#instant()] in milliseconds since the epoch: what the rows keep.
    default long now() {
        return instant().toEpochMilli();
    }

    /// Runs `action` on the writer thread once this unit is durable, and before its caller is released; never if it
    /// is not kept. Actions run in the order in which the units ran; they must be quick, and not use the store.
    void afterCommit(Runnable action);

    /// The caller is going to rely on what others have done already: [Database#write] does not return before every
    /// server has read that, as if this unit of work had done it.
    void acknowledge();

    /// Tells the other servers on the same store that something which they hold in memory is other now. The caller of
    /// [Database#write] is not released before each of them has [read][Database#onTold] it, or has stopped trusting
    /// its memory. Nothing where a store has one server.
    ///
    /// @param topic whose it is
    /// @param about which of them
    void tell(String topic, String about);
}
