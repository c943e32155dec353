package ripcord.server.database;

/// Reads anew what another server on the same store has changed, and this one holds in memory.
@FunctionalInterface
public interface Reload {
    /// Reads what has changed.
    ///
    /// @param sql   sees the change, and everything that was committed before it
    /// @param about as it was [told][Transaction#tell]
    /// @return puts what was read in memory: quick, without the store; never run together with any
    ///     [Transaction#afterCommit]
    Runnable read(Sql sql, String about);
}
