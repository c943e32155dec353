package ripcord.server.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The columns of one row, from 1.
public final class Row {
    private final ResultSet columns;

    Row(ResultSet columns) {
        this.columns = columns;
    }

    /// A text that is never null.
    public String text(int column) throws SQLException {
        return present(columns.getString(column), column);
    }

    /// A text, or null.
    public @Nullable String textOrNull(int column) throws SQLException {
        return columns.getString(column);
    }

    /// A number; 0 for null.
    public long number(int column) throws SQLException {
        return columns.getLong(column);
    }

    /// A small number; 0 for null.
    public int integer(int column) throws SQLException {
        return columns.getInt(column);
    }

    /// Whatever it is: a number, a text, bytes or null.
    @Nullable
    Object value(int column) throws SQLException {
        return columns.getObject(column);
    }

    /// Whether the column is null.
    public boolean isNull(int column) throws SQLException {
        return columns.getObject(column) == null;
    }

    /// Whether a condition holds, or a number is 1 and not 0.
    public boolean flag(int column) throws SQLException {
        return columns.getBoolean(column);
    }

    /// Bytes that are never null.
    public byte[] bytes(int column) throws SQLException {
        return present(columns.getBytes(column), column);
    }

    /// A time that is never null.
    public Instant instant(int column) throws SQLException {
        return Instant.ofEpochMilli(columns.getLong(column));
    }

    /// A time, or null.
    public @Nullable Instant instantOrNull(int column) throws SQLException {
        return isNull(column) ? null : instant(column);
    }

    private static <T> T present(@Nullable T value, int column) {
        if (value == null) {
            throw new IllegalStateException("column " + column + " is null (expected: a value)");
        }
        return value;
    }
}
