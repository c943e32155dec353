package ripcord.server.database;

import java.nio.file.Path;
import java.util.List;
import ripcord.server.database.Move.Step;
import ripcord.server.database.Move.Watcher;

/// Writes what a database holds at one moment into a file, and compares every row.
final class DatabaseCopy {
    private final PostgresSnapshot from;
    private final SqliteCopy to;
    private final Watcher watcher;
    private final List<MovedTable> tables;
    private final long total;

    private DatabaseCopy(PostgresSnapshot from, SqliteCopy to, Watcher watcher) {
        this.from = from;
        this.to = to;
        this.watcher = watcher;
        this.tables = to.tables();
        MovedTable.requireSame(from.tables(), tables);
        this.total = tables.stream().mapToLong(from::count).sum();
    }

    /// @param file empty
    /// @throws StoreRefusedException     if there is no such store
    /// @throws StoreUnavailableException if it cannot be read, the file cannot be written, or they differ
    static void write(Store.Server place, Path file, Watcher watcher) {
        try (var from = PostgresSnapshot.open(place);
                var to = SqliteCopy.make(file)) {
            var copy = new DatabaseCopy(from, to, watcher);
            copy.copy();
            copy.compare();
        } catch (MoveFailedException e) {
            throw new StoreUnavailableException(e.getMessage() + "; there is no backup", e);
        }
    }

    private void copy() {
        long done = 0;
        for (var table : tables) {
            try (var cursor = from.read(table)) {
                for (var rows = from.next(cursor); !rows.isEmpty(); rows = from.next(cursor)) {
                    watcher.at(Step.COPYING, table.name(), done, total);
                    to.add(table, rows);
                    done += rows.size();
                }
            }
        }
        watcher.at(Step.COPYING, "", done, total);
    }

    /// Every row of the database is in the file, and there are as many: so there is no other.
    private void compare() {
        long done = 0;
        for (var table : tables) {
            long compared = 0;
            try (var cursor = from.read(table)) {
                for (var rows = from.next(cursor); !rows.isEmpty(); rows = from.next(cursor)) {
                    watcher.at(Step.COMPARING, table.name(), done + compared, total);
                    rows.forEach(row -> requireSame(table, row));
                    compared += rows.size();
                }
            }
            if (compared != to.count(table)) {
                throw different(table, to.count(table) + " rows (expected: " + compared + ")");
            }
            done += compared;
        }
        watcher.at(Step.COMPARING, "", done, total);
    }

    private void requireSame(MovedTable table, MovedRow there) {
        var here = to.find(table, there.key()).orElseThrow(() -> different(table, "a row is missing"));
        here.difference(there).ifPresent(column -> {
            throw different(table, "column " + column + " of " + here.place() + " is something else");
        });
    }

    private static MoveFailedException different(MovedTable table, String what) {
        return new MoveFailedException("table " + table.name() + ": " + what);
    }
}
