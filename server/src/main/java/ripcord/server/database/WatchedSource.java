package ripcord.server.database;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/// Shows each connection that it opens.
final class WatchedSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;

    private final transient Watcher watcher;

    /// Who sees it.
    @FunctionalInterface
    interface Watcher {
        void see(Connection connection) throws SQLException;
    }

    WatchedSource(Watcher watcher) {
        this.watcher = watcher;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        var connection = super.getConnection(user, password);
        watcher.see(connection);
        return connection;
    }
}
