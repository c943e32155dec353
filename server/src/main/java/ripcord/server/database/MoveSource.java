package ripcord.server.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The store that is moved: locked, and read as it was at one moment. Nothing in it is changed, but that a store of an
/// older version gets the newest tables, as a server would give it.
final class MoveSource implements AutoCloseable {
    private static final int MOST_ROWS = 1_000;
    private static final long MOST_BYTES = 1 << 20;

    private final SqliteEngine engine;
    private final Sql sql;
    private final String log;
    private final List<MovedTable> tables;

    private MoveSource(SqliteEngine engine, Sql sql) {
        this.engine = engine;
        this.sql = sql;
        this.log = sql.one("select log from revocation_head", row -> row.text(1))
                .orElseThrow(() -> new MoveRefusedException(
                        "--data: the folder's store was never begun (expected: one that a server has served)"));
        this.tables = MovedTable.inSqlite(sql);
    }

    /// Takes the folder, and keeps servers from it.
    ///
    /// @throws MoveRefusedException      if it holds no store
    /// @throws StoreUnavailableException if a server has it, or it cannot be read
    static MoveSource open(Path folder, InstantSource clock) {
        if (!Files.exists(folder.resolve(DataFolder.DATABASE))) {
            throw new MoveRefusedException(
                    "--data: " + folder.toAbsolutePath() + " holds no store (expected: the folder of a server)");
        }
        var engine = SqliteEngine.toMove(folder, clock);
        try {
            engine.openWriter().close();
            return reading(engine);
        } catch (MoveRefusedException e) {
            engine.close();
            throw e;
        } catch (RuntimeException e) {
            engine.close();
            throw engine.told(e);
        }
    }

    private static MoveSource reading(SqliteEngine engine) {
        var sql = engine.openReader();
        try {
            long _ = engine.beginReading(sql, Budget.WHOLE);
            return new MoveSource(engine, sql);
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    /// The name of its revocation log, which no other store has.
    String log() {
        return log;
    }

    /// By name.
    List<MovedTable> tables() {
        return tables;
    }

    long count(MovedTable table) {
        return told(() -> sql.number("select count(*) from " + table.name()));
    }

    /// The rows in the order of their keys, a batch at a time.
    ///
    /// @param from how many to leave out
    Batches batches(MovedTable table, long from) {
        return told(() -> new Batches(
                table,
                sql.rows(
                        "select rowid, " + table.list() + " from " + table.name() + " order by " + table.order()
                                + " limit -1 offset ?",
                        from)));
    }

    /// Batches of rows, none of which needs much memory.
    final class Batches implements AutoCloseable {
        private final MovedTable table;
        private final Rows rows;

        private Batches(MovedTable table, Rows rows) {
            this.table = table;
            this.rows = rows;
        }

        /// Empty behind the last. No more rows or bytes than bounds say, and at least one row.
        List<MovedRow> next() {
            var batch = new ArrayList<MovedRow>();
            long bytes = 0;
            while (batch.size() < MOST_ROWS && bytes < MOST_BYTES) {
                var row = told(() -> rows.next(found -> MovedRow.ofSqlite(table, found)));
                if (row.isEmpty()) {
                    break;
                }
                batch.add(row.get());
                bytes += row.get().size();
            }
            return batch;
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    /// The row with that primary key.
    Optional<MovedRow> find(MovedTable table, @Nullable Object[] key) {
        return told(() -> MovedTable.find(sql, table, key));
    }

    private <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (StoreUnavailableException e) {
            throw new MoveFailedException(String.valueOf(engine.told(e).getMessage()), e);
        }
    }

    @Override
    public void close() {
        sql.close();
        engine.close();
    }
}
