package ripcord.server.database;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// A store in one file that is being filled. Worth nothing before it was closed, synced and looked through.
final class SqliteCopy implements AutoCloseable {
    private final Path file;
    private final Sql sql;

    private SqliteCopy(Path file, Sql sql) {
        this.file = file;
        this.sql = sql;
    }

    /// Makes the tables.
    ///
    /// @param file empty
    /// @throws StoreUnavailableException if it cannot be written
    static SqliteCopy make(Path file) {
        var config = new SQLiteConfig();
        // Whoever is interrupted begins anew: nothing is kept for going back, and nothing lies beside the file.
        config.setJournalMode(SQLiteConfig.JournalMode.MEMORY);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setCacheSize(-32_000);
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        var sql = Sql.open(source);
        try {
            Migrations.applyToSqlite(sql, source);
            return new SqliteCopy(file, sql);
        } catch (StoreUnavailableException e) {
            sql.close();
            throw StoreFault.of(file, e);
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    /// With their keys, by name.
    List<MovedTable> tables() {
        return told(() -> MovedTable.inSqlite(sql));
    }

    void add(MovedTable table, List<MovedRow> rows) {
        told(() -> {
            sql.update("begin");
            RowInserts.insert(sql, table, rows);
            sql.commit();
            return true;
        });
    }

    long count(MovedTable table) {
        return told(() -> sql.number("select count(*) from " + table.name()));
    }

    /// The row with that primary key.
    Optional<MovedRow> find(MovedTable table, @Nullable Object[] key) {
        return told(() -> MovedTable.find(sql, table, key));
    }

    private <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (StoreUnavailableException e) {
            throw StoreFault.of(file, e);
        }
    }

    @Override
    public void close() {
        sql.close();
    }
}
