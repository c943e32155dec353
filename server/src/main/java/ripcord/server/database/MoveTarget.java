package ripcord.server.database;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The database that a store is moved to. What is in it is a store only once a move has come to its end: until then a
/// table of the move's own says how far it is, and keeps servers away.
final class MoveTarget implements AutoCloseable {
    static final String PROGRESS = "migration";

    private static final String MAKE_PROGRESS = """
            create table migration (
                one        integer not null primary key check (one = 1),
                id         text    not null,
                log        text    not null,
                version    integer not null,
                table_name text    not null,
                copied     bigint  not null
            )
            """;
    private static final String TABLES =
            "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                    + " where n.nspname = current_schema() and c.relkind in ('r', 'p', 'v', 'm', 'f')";
    private static final String TURN =
            "select pg_advisory_xact_lock(" + PostgresEngine.TURN + ", hashtext(current_schema()))";
    private static final String IDENTITIES = "select table_name, column_name from information_schema.columns"
            + " where table_schema = current_schema() and is_identity = 'YES' order by 1, 2";
    private static final Set<String> NOT_LOOKED_AT = Set.of("flyway_schema_history", "whereabouts", "change");

    private final Store.Server place;
    private final Sql sql;

    private MoveTarget(Store.Server place, Sql sql) {
        this.place = place;
        this.sql = sql;
    }

    /// How far a move is.
    ///
    /// @param table  the last one that was begun; empty before the first
    /// @param copied how many of its rows are there
    record Reached(String table, long copied) {}

    /// What is in a database.
    sealed interface Found {
        /// Nothing that counts.
        record Empty() implements Found {}

        /// A part of a store.
        ///
        /// @param id      the move's
        /// @param version of the tables
        record Half(String id, String log, int version, Reached reached) implements Found {}

        /// A store.
        record Whole(String log) implements Found {}
    }

    /// Connects.
    ///
    /// @throws StoreUnavailableException if there is no database that a store could be in
    static MoveTarget open(Store.Server place) {
        var connections = new PostgresConnections(place);
        // What does not answer is found out with a server's patience; a batch may take longer.
        try (var first = connections.open()) {
            PostgresEngine.requireSuitable(first);
        }
        return new MoveTarget(place, connections.openForMuch());
    }

    /// Keeps a server from half a store.
    ///
    /// @throws StoreRefusedException if that is what is there
    static void refuseHalf(Sql sql, String url) {
        if (sql.number("select count(to_regclass('migration'))") == 1) {
            throw new StoreRefusedException("--database-url: " + url + " holds a part of a store that is being moved"
                    + " there (expected: all of it; ripcord migrate goes on where it was)");
        }
    }

    String url() {
        return place.url();
    }

    /// Looks.
    ///
    /// @throws MoveRefusedException if it is something else than the cases of [Found]
    Found look() {
        var tables = sql.list(TABLES, row -> row.text(1));
        if (tables.contains(PROGRESS)) {
            return sql.one("select id, log, version, table_name, copied from migration", row -> (Found) new Found.Half(
                            row.text(1), row.text(2), row.integer(3), new Reached(row.text(4), row.number(5))))
                    .orElseThrow(this::strange);
        }
        if (tables.isEmpty()) {
            return new Found.Empty();
        }
        if (!tables.contains("flyway_schema_history")) {
            throw strange();
        }
        var log = tables.contains("revocation_head")
                ? sql.one("select log from revocation_head", row -> row.text(1))
                : Optional.<String>empty();
        if (log.isPresent()) {
            return new Found.Whole(log.get());
        }
        for (var table : tables) {
            if (!NOT_LOOKED_AT.contains(table)
                    && !sql.list("select 1 from \"" + table + "\" limit 1", _ -> true)
                            .isEmpty()) {
                throw strange();
            }
        }
        return new Found.Empty();
    }

    private MoveRefusedException strange() {
        return new MoveRefusedException("--database-url: " + place.url() + " is not empty (expected: an empty database,"
                + " or one that an interrupted ripcord migrate left)");
    }

    /// Makes the tables, and says in them that a move has begun; whatever an earlier one left goes.
    ///
    /// @param found what [#look()] found a moment ago: if it is that no more, nothing is done
    void begin(String id, String log, Found found) {
        makeTables();
        alone(() -> {
            requireStill(found);
            if (found instanceof Found.Half) {
                sql.update("truncate "
                        + MovedTable.inPostgres(sql).stream()
                                .map(MovedTable::name)
                                .collect(Collectors.joining(", ")));
                sql.update("drop table migration");
            }
            sql.update(MAKE_PROGRESS);
            sql.update(
                    "insert into migration (one, id, log, version, table_name, copied) values (1, ?, ?, ?, '', 0)",
                    id,
                    log,
                    Migrations.NEWEST);
        });
    }

    private void requireStill(Found found) {
        if (!look().equals(found)) {
            throw new MoveRefusedException("--database-url: " + place.url()
                    + " was changed by somebody else at this moment (expected: nobody but ripcord migrate)");
        }
    }

    /// Runs `work` in a transaction, while no server writes.
    private void alone(Runnable work) {
        sql.update("begin");
        try {
            sql.list(TURN, _ -> true);
            if (sql.number("select count(*) from node") > 0) {
                throw inUse(null);
            }
            work.run();
            sql.commit();
        } catch (RuntimeException e) {
            undo();
            throw PostgresFault.isLocked(e) ? inUse(e) : e;
        }
    }

    private MoveRefusedException inUse(@Nullable RuntimeException e) {
        return new MoveRefusedException(
                "--database-url: " + place.url() + " is in use by a server (expected: a database of its own)", e);
    }

    private void undo() {
        sql.forgetStatements();
        try {
            sql.update("rollback");
        } catch (StoreUnavailableException _) {
            // The connection is gone, and its transaction with it.
        }
    }

    /// The tables as they are here.
    List<MovedTable> tables() {
        return MovedTable.inPostgres(sql);
    }

    /// Adds rows and says so, both or neither.
    ///
    /// @param from how far this move was before
    /// @param to   how far it is with them
    /// @throws MoveFailedException if a row is refused, or another move has begun
    void add(MovedTable table, List<MovedRow> rows, String id, Reached from, Reached to) {
        sql.update("begin");
        try {
            RowInserts.insert(sql, table, rows);
            reach(id, from, to);
            sql.commit();
        } catch (IllegalStateException e) {
            undo();
            throw refused(table, rows, e);
        } catch (RuntimeException e) {
            undo();
            throw e;
        }
    }

    private void reach(String id, Reached from, Reached to) {
        int changed = sql.update(
                "update migration set table_name = ?, copied = ? where id = ? and table_name = ? and copied = ?",
                to.table,
                to.copied,
                id,
                from.table,
                from.copied);
        if (changed != 1) {
            throw new MoveFailedException("--database-url: " + place.url()
                    + " gets rows from elsewhere at the same time (expected: one ripcord migrate at a time; if there is no"
                    + " other now, run it again)");
        }
    }

    /// Finds the row that is to blame.
    private RuntimeException refused(MovedTable table, List<MovedRow> rows, IllegalStateException fault) {
        for (var row : rows) {
            sql.update("begin");
            try {
                RowInserts.insert(sql, table, List.of(row));
            } catch (IllegalStateException e) {
                return new MoveFailedException(
                        row.place() + ": PostgreSQL refuses it: " + StoreFault.firstLine(e), fault);
            } finally {
                undo();
            }
        }
        return fault;
    }

    /// Everything in a table, as it is at one moment. Nothing else is done until it is closed.
    Reading read(MovedTable table) {
        sql.update("begin isolation level repeatable read read only");
        return new Reading(cursor(table));
    }

    /// A table's rows as the transaction sees them that is open.
    PostgresCursor cursor(MovedTable table) {
        return PostgresCursor.open(sql, table);
    }

    /// A cursor in a transaction of its own.
    final class Reading implements AutoCloseable {
        private final PostgresCursor cursor;

        private Reading(PostgresCursor cursor) {
            this.cursor = cursor;
        }

        /// Empty behind the last.
        List<MovedRow> next() {
            return cursor.next();
        }

        @Override
        public void close() {
            undo();
        }
    }

    /// Makes the tables, in which there is nothing then.
    void makeTables() {
        Migrations.applyToPostgres(sql, new PostgresConnections(place));
    }

    /// Has `fill` put a whole store into the tables, in one transaction: all of it is kept, or nothing.
    /// Servers that start meanwhile wait for it, and take it for one that was there before.
    ///
    /// @throws OutcomeUnknownException if the database did not say whether it was kept
    void takeAll(Runnable fill) {
        alone(() -> {
            requireStill(new Found.Empty());
            fill.run();
            numberOn();
            Anew.tell(sql);
            Whereabouts.write(sql);
        });
    }

    /// Looks when nobody writes any more.
    ///
    /// @throws StoreUnavailableException if somebody does
    Found lookAlone() {
        sql.update("begin");
        try {
            sql.list(TURN, _ -> true);
            return look();
        } finally {
            undo();
        }
    }

    /// Adds rows in the transaction that is open.
    ///
    /// @throws MoveFailedException if a row is refused
    void put(MovedTable table, List<MovedRow> rows) {
        try {
            RowInserts.insert(sql, table, rows);
        } catch (IllegalStateException e) {
            throw new MoveFailedException(
                    "table " + table.name() + ": PostgreSQL refuses a row: " + StoreFault.firstLine(e), e);
        }
    }

    /// Has PostgreSQL look at the table, so that the server's first statements are planned for what is there.
    void analyze(MovedTable table) {
        sql.update("analyze " + table.name());
    }

    /// Sees to it that this move is never gone on with. Nothing that is being read is read on.
    void spoil(String id) {
        undo();
        sql.update("update migration set version = -1 where id = ?", id);
    }

    /// Makes a store of what is there.
    void finish(String id) {
        alone(() -> {
            numberOn();
            if (sql.update("delete from migration where id = ?", id) != 1) {
                throw new MoveFailedException("--database-url: " + place.url() + " was given another store meanwhile");
            }
            sql.update("drop table migration");
        });
    }

    /// New rows get numbers above those that were copied.
    private void numberOn() {
        sql.list(IDENTITIES, row -> row.text(1) + " " + row.text(2)).stream()
                .map(name -> name.split(" ", 2))
                .map(name -> "select setval(pg_get_serial_sequence('" + name[0] + "', '" + name[1] + "'), greatest(max("
                        + name[1] + "), 1)) from " + name[0] + " having max(" + name[1] + ") is not null")
                .forEach(statement -> sql.list(statement, _ -> true));
    }

    /// What is wrong, in one line.
    StoreUnavailableException told(RuntimeException fault) {
        return PostgresFault.of(place.url(), fault);
    }

    @Override
    public void close() {
        sql.close();
    }
}
