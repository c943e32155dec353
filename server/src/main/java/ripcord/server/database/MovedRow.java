package ripcord.server.database;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A row of a [MovedTable], the same whichever engine it was read from. A class and not a record: it holds secrets.
final class MovedRow {
    /// What a number or null weighs, and what comes on top of a text.
    private static final int SMALL = 16;

    private final MovedTable table;
    private final long number;
    private final @Nullable Object[] values;
    private final long size;

    private MovedRow(MovedTable table, long number, @Nullable Object[] values) {
        this.table = table;
        this.number = number;
        this.values = values;
        this.size = Arrays.stream(values).mapToLong(MovedRow::size).sum();
    }

    /// Of a result whose first column is SQLite's number of the row, and the others the table's.
    ///
    /// @throws MoveFailedException if it holds what no server writes and PostgreSQL does not keep
    static MovedRow ofSqlite(MovedTable table, Row row) throws SQLException {
        long number = row.number(1);
        var columns = table.columns();
        var values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(table, columns.get(i), number, row.value(i + 2));
        }
        return new MovedRow(table, number, values);
    }

    /// Of a result whose columns are the table's.
    static MovedRow ofPostgres(MovedTable table, Row row) throws SQLException {
        var columns = table.columns();
        var values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(table, columns.get(i), 0, row.value(i + 1));
        }
        return new MovedRow(table, 0, values);
    }

    private static @Nullable Object value(
            MovedTable table, MovedTable.Column column, long number, @Nullable Object value) {
        boolean fits = switch (column.kind()) {
            case NUMBER -> value instanceof Integer || value instanceof Long;
            case TEXT -> value instanceof String;
            case BYTES -> value instanceof byte[];
        };
        if (value != null && !fits) {
            throw new MoveFailedException(place(table, number) + ", column " + column.name() + ": "
                    + value.getClass().getSimpleName() + " (expected: " + column.kind() + "; no server wrote that)");
        }
        if (value instanceof String text && text.indexOf(0) >= 0) {
            throw new MoveFailedException(place(table, number) + ", column " + column.name()
                    + ": a text with U+0000, which PostgreSQL does not keep (expected: none; no server wrote it)");
        }
        return value instanceof Integer small ? Long.valueOf(small) : value;
    }

    private static String place(MovedTable table, long number) {
        return "table " + table.name() + ", rowid " + number;
    }

    private static long size(@Nullable Object value) {
        return switch (value) {
            case String text -> SMALL + text.length();
            case byte[] bytes -> bytes.length;
            case null, default -> SMALL;
        };
    }

    /// Where it is in the store: says nothing about whom it is about.
    String place() {
        return place(table, number);
    }

    /// About how many bytes it takes.
    long size() {
        return size;
    }

    List<@Nullable Object> values() {
        return Arrays.asList(values);
    }

    /// The values of the primary key.
    @Nullable
    Object[] key() {
        return table.key().stream()
                .map(column -> values[table.columns().indexOf(column)])
                .toArray();
    }

    /// The first column that is not the same.
    Optional<String> difference(MovedRow other) {
        for (int i = 0; i < values.length; i++) {
            if (!Objects.deepEquals(values[i], other.values[i])) {
                return Optional.of(table.columns().get(i).name());
            }
        }
        return Optional.empty();
    }
}
