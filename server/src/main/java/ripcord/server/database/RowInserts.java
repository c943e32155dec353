package ripcord.server.database;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Adds rows of a moved or copied table to a store of either engine.
final class RowInserts {
    /// So many rows go into one statement; the rest of a batch in smaller ones, so that there are few texts.
    private static final List<Integer> STATEMENTS = List.of(256, 64, 16, 4, 1);

    private RowInserts() {}

    /// In the transaction that is open, if one is.
    static void insert(Sql sql, MovedTable table, List<MovedRow> rows) {
        int done = 0;
        for (int size : STATEMENTS) {
            for (; rows.size() - done >= size; done += size) {
                var values = new ArrayList<@Nullable Object>();
                rows.subList(done, done + size).forEach(row -> values.addAll(row.values()));
                sql.update(insertion(table, size), values.toArray());
            }
        }
    }

    private static String insertion(MovedTable table, int rows) {
        var row = "(" + String.join(", ", Collections.nCopies(table.columns().size(), "?")) + ")";
        return "insert into " + table.name() + " (" + table.list() + ") values "
                + String.join(", ", Collections.nCopies(rows, row));
    }
}
