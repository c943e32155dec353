package ripcord.server.database;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a store is, and so which engine keeps it.
public sealed interface Store {
    /// What beside the store belongs to one server alone: locked as long as the store is open.
    Path folder();

    /// A file of SQLite's.
    ///
    /// @param folder of its own
    record Folder(Path folder) implements Store {}

    /// A database of PostgreSQL's, which any number of servers may be on.
    ///
    /// @param url          `jdbc:postgresql:`, without a password
    /// @param user         null for the one that the URL or the system names
    /// @param passwordFile read for each connection, so that it may change; null for none
    /// @param folder       what is not in the database
    /// @param replicaUrl   as `url`, of a streaming replica with the same users; null for none
    /// @param listenUrl    as `url`, without a pool between, to hear of changes; null for `url`
    record Server(
            String url,
            @Nullable String user,
            @Nullable Path passwordFile,
            Path folder,
            @Nullable String replicaUrl,
            @Nullable String listenUrl)
            implements Store {
        /// With nothing besides.
        public Server(String url, @Nullable String user, @Nullable Path passwordFile, Path folder) {
            this(url, user, passwordFile, folder, null, null);
        }
    }
}
