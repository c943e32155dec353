package ripcord.server.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.SQLiteConfig;

/// Copies of a store in one file, made while a server writes, and looked at before anybody relies on them.
public final class Backups {
    private Backups() {}

    /// Writes what the store in `data` holds at this moment to `file`, readable for its owner alone. The server goes on
    /// meanwhile. Durable, and found whole, when this returns; on failure there is no such file.
    ///
    /// @return how many bytes it has
    /// @throws StoreUnavailableException if there is no store, it cannot be read or is damaged, or the copy is
    /// @throws UncheckedIOException      if `file` is there already or cannot be written
    public static long write(Path data, Path file) {
        var store = data.resolve(DataFolder.DATABASE);
        if (Access.to(store) == Access.DENIED) {
            throw StoreUnreadableException.of(store);
        }
        if (!Files.isRegularFile(store)) {
            throw new StoreUnavailableException("data: " + data.toAbsolutePath() + " holds no store (expected: the"
                    + " folder of a server that was started once; one in PostgreSQL is copied by pg_dump)");
        }
        var target = file.toAbsolutePath();
        if (Files.exists(target)) {
            throw taken(file);
        }
        var part = target.resolveSibling("." + target.getFileName() + ".part");
        try {
            return write(store, part, target);
        } catch (FileAlreadyExistsException e) {
            throw taken(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written (expected: a folder that can be written)", e);
        }
    }

    private static UncheckedIOException taken(Path file) {
        return new UncheckedIOException(
                file + " exists (expected: a new file; a backup is never overwritten)",
                new FileAlreadyExistsException(file.toString()));
    }

    private static long write(Path store, Path part, Path target) throws IOException {
        Files.deleteIfExists(part);
        try {
            OwnedFiles.createFile(part);
            copy(store, part);
            StoreReader.check(part);
            OwnedFiles.force(part);
            Files.createLink(target, part);
            return Files.size(target);
        } catch (UnsupportedOperationException e) {
            Files.move(part, target);
            return Files.size(target);
        } finally {
            Files.deleteIfExists(part);
            OwnedFiles.forceFolder(target.resolveSibling("").toAbsolutePath());
        }
    }

    private static void copy(Path store, Path part) {
        // What cannot be read fails here, and is not taken for a copy that cannot be written.
        StoreReader.read(store, sql -> sql.number("select count(*) from sqlite_schema"));
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + store.toAbsolutePath(), busyPatience());
                var statement = connection.prepareStatement("vacuum into ?")) {
            statement.setString(1, part.toString());
            statement.executeUpdate();
        } catch (SQLException e) {
            throw StoreFault.of(StoreFault.isDamage(e) ? store : part, e);
        }
    }

    private static Properties busyPatience() {
        var config = new SQLiteConfig();
        config.setBusyTimeout(5_000);
        return config.toProperties();
    }
}
