package ripcord.server.database;

import java.time.Instant;

/// Gives back to a store what it has lost, and this server still holds.
@FunctionalInterface
public interface Salvage {
    /// Writes it.
    ///
    /// @param sql in a transaction of the writer's, which is the last one of this server
    /// @param now the store's clock
    /// @return how many entries that were
    int write(Sql sql, Instant now);
}
