package ripcord.server.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// What a statement finds, read a row at a time, where a list would be too long. For one thread, and the only thing
/// that is done with this statement until it is closed.
final class Rows implements AutoCloseable {
    private final String sql;
    private final ResultSet found;
    private final Row row;

    Rows(String sql, ResultSet found) {
        this.sql = sql;
        this.found = found;
        this.row = new Row(found);
    }

    /// The next one; empty behind the last.
    ///
    /// @throws StoreUnavailableException if the store fails
    <T> Optional<T> next(Sql.Mapping<T> mapping) {
        try {
            return found.next() ? Optional.of(mapping.map(row)) : Optional.empty();
        } catch (SQLException e) {
            throw Sql.failed(sql, e);
        }
    }

    @Override
    public void close() {
        try {
            found.close();
        } catch (SQLException e) {
            throw Sql.failed(sql, e);
        }
    }
}
