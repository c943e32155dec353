package ripcord.server.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// Looks into a store without being its server, which may run meanwhile. Changes nothing.
public final class StoreReader {
    private static final String LOGS =
            "select count(*) from sqlite_schema where type = 'table' and name = 'revocation_head'";

    private StoreReader() {}

    /// The store's file in a data folder.
    public static Path file(Path data) {
        return data.resolve(DataFolder.DATABASE);
    }

    /// Runs `work`, whose statements may only read.
    ///
    /// @param file a store, or a backup of one
    /// @throws StoreUnreadableException  if this process may not read it
    /// @throws StoreDamagedException     if it is damaged, or no store
    /// @throws StoreUnavailableException if it is not there, or cannot be used: one line that says what to do
    public static <T> T read(Path file, Function<Sql, T> work) {
        if (Access.to(file) == Access.DENIED) {
            throw StoreUnreadableException.of(file);
        }
        if (!Files.isRegularFile(file)) {
            throw new StoreUnavailableException(file + " is not there (expected: a store)");
        }
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(5_000);
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        try (var sql = Sql.open(source)) {
            return work.apply(sql);
        } catch (StoreUnavailableException e) {
            throw StoreFault.ofReading(file, e);
        }
    }

    /// As [#read(Path, Function)], in a database, on one snapshot.
    public static <T> T read(Store.Server place, Function<Sql, T> work) {
        try (var sql = new PostgresConnections(place).open()) {
            PostgresEngine.requireVersion(sql);
            PostgresEngine.requireEncoding(sql);
            sql.update("begin isolation level repeatable read read only");
            MoveTarget.refuseHalf(sql, place.url());
            return work.apply(sql);
        } catch (StoreUnavailableException e) {
            throw PostgresFault.of(place.url(), e);
        }
    }

    /// Where the store in a data folder was moved to, or is being moved, and what to do about it; empty if it is not.
    ///
    /// @throws StoreUnavailableException if that cannot be read
    public static Optional<String> moved(Path data) {
        return MoveMarker.in(data).map(marker -> marker.said(data));
    }

    /// Looks through all of the file.
    ///
    /// @throws StoreUnreadableException  if this process may not read it
    /// @throws StoreDamagedException     if it is damaged, or no store
    /// @throws StoreUnavailableException if it cannot be looked at, or no server has begun it
    public static void check(Path file) {
        // SQLite finds an empty file, and what another program keeps, in order.
        if (read(file, sql -> sql.number(LOGS)) == 0) {
            throw StoreDamagedException.of(file);
        }
        var found = read(
                file,
                sql -> sql.one("pragma integrity_check(1)", row -> row.text(1)).orElse("no answer"));
        if (!"ok".equals(found)) {
            throw new StoreDamagedException(
                    file + " is damaged (expected: a whole store; restore a backup into another folder): " + found);
        }
        if (read(file, sql -> sql.number("select count(*) from revocation_head")) != 1) {
            throw new StoreUnavailableException(file + " is a store that no server has begun");
        }
    }
}
