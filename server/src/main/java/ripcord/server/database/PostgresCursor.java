package ripcord.server.database;

import java.util.List;

/// A table's rows in PostgreSQL, a batch at a time, as the transaction sees them that is open. Nothing else is asked of
/// its connection until it is closed.
final class PostgresCursor implements AutoCloseable {
    private static final int MOST_ROWS = 256;
    private static final long MOST_BYTES = 1 << 20;

    private final Sql sql;
    private final MovedTable table;
    /// Begins with one, since nobody knows yet how large they are.
    private int size = 1;

    private PostgresCursor(Sql sql, MovedTable table) {
        this.sql = sql;
        this.table = table;
    }

    static PostgresCursor open(Sql sql, MovedTable table) {
        var cursor = new PostgresCursor(sql, table);
        sql.update(
                "declare " + cursor.name() + " no scroll cursor for select " + table.list() + " from " + table.name());
        return cursor;
    }

    private String name() {
        return "move_" + table.name();
    }

    /// Empty behind the last.
    List<MovedRow> next() {
        var rows = sql.list("fetch forward " + size + " from " + name(), row -> MovedRow.ofPostgres(table, row));
        long bytes = rows.stream().mapToLong(MovedRow::size).sum();
        size = bytes > MOST_BYTES ? 1 : Math.min(MOST_ROWS, size * 2);
        return rows;
    }

    /// A transaction that was broken off has closed it.
    @Override
    public void close() {
        try {
            sql.update("close " + name());
        } catch (StoreUnavailableException _) {
            sql.forgetStatements();
        }
    }
}
