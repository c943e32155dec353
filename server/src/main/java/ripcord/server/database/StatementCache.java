package ripcord.server.database;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/// Prepares each text of SQL once for a connection that stays open. For one thread at a time, like its connection.
///
/// The texts come from the source, so there are few; past [#MOST] they are prepared anew each time.
final class StatementCache implements StatementBuilder {
    private static final int MOST = 256;

    /// Absent while in use: the same text inside itself gets a statement of its own.
    private final Map<String, PreparedStatement> idle = new HashMap<>();

    @Override
    public Statement create(Connection connection, StatementContext context) throws SQLException {
        return connection.createStatement();
    }

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
        var known = idle.remove(sql);
        return known != null ? known : connection.prepareStatement(sql);
    }

    @Override
    public CallableStatement createCall(Connection connection, String sql, StatementContext context)
            throws SQLException {
        return connection.prepareCall(sql);
    }

    @Override
    public void close(Connection connection, String sql, Statement statement) throws SQLException {
        if (statement instanceof PreparedStatement prepared && idle.size() < MOST && !prepared.isClosed()) {
            prepared.clearParameters();
            prepared.clearBatch();
            var other = idle.put(sql, prepared);
            if (other != null) {
                other.close();
            }
        } else {
            statement.close();
        }
    }
}
