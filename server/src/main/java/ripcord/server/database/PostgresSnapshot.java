package ripcord.server.database;

import java.util.List;
import java.util.function.Supplier;

/// What a database holds, as it was at one moment. Servers go on meanwhile.
final class PostgresSnapshot implements AutoCloseable {
    private final Store.Server place;
    private final Sql sql;

    private PostgresSnapshot(Store.Server place, Sql sql) {
        this.place = place;
        this.sql = sql;
    }

    /// Connects, and begins to see.
    ///
    /// @throws StoreRefusedException if there is no database to be had, or no store of this version in it
    static PostgresSnapshot open(Store.Server place) {
        try {
            var connections = new PostgresConnections(place);
            // What does not answer is found out with a server's patience; a batch may take longer.
            try (var first = connections.open()) {
                PostgresEngine.requireVersion(first);
            }
            return begun(place, connections.openForMuch());
        } catch (StoreUnavailableException e) {
            throw StoreRefusedException.of(PostgresFault.of(place.url(), e));
        }
    }

    private static PostgresSnapshot begun(Store.Server place, Sql sql) {
        try {
            sql.update("begin isolation level repeatable read read only");
            MoveTarget.refuseHalf(sql, place.url());
            Migrations.requireNewest(sql, place.url());
            return new PostgresSnapshot(place, sql);
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    String url() {
        return place.url();
    }

    /// By name.
    List<MovedTable> tables() {
        return told(() -> MovedTable.inPostgres(sql));
    }

    long count(MovedTable table) {
        return told(() -> sql.number("select count(*) from " + table.name()));
    }

    /// One at a time.
    PostgresCursor read(MovedTable table) {
        return told(() -> PostgresCursor.open(sql, table));
    }

    /// The next rows.
    List<MovedRow> next(PostgresCursor cursor) {
        return told(cursor::next);
    }

    private <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (StoreUnavailableException e) {
            throw PostgresFault.of(place.url(), e);
        }
    }

    @Override
    public void close() {
        sql.close();
    }
}
