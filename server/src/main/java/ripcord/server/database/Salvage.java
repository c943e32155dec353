package ripcord.server.database;

import java.time.Instant;

/// Gives back to a store what it has lost, and this server still holds.
public interface Salvage {
    /// Whether there is anything to give back.
    ///
    /// @param sql in a transaction of the writer's
    /// @param now the store's clock
    boolean isNeeded(Sql sql, Instant now);

    /// Writes it.
    ///
    /// @param sql in a transaction of the writer's, which is the last one of this server
    /// @param now the store's clock
    /// @return how many entries that were
    int write(Sql sql, Instant now);
}
