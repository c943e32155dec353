package ripcord.server.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;

/// Copies of a store in one file, made while a server writes, and looked at before anybody relies on them.
public final class Backups {
    private Backups() {}

    /// Writes what the store in `data` holds at this moment to `file`, readable for its owner alone. The server goes on
    /// meanwhile. Durable, and found whole, when this returns; on failure there is no such file.
    ///
    /// @return how many bytes it has
    /// @throws StoreRefusedException     if there is no store, or `file` is there already
    /// @throws StoreUnavailableException if the store cannot be read or is damaged, or the copy is
    /// @throws UncheckedIOException      if `file` cannot be written
    public static long write(Path data, Path file) {
        var store = data.resolve(DataFolder.DATABASE);
        if (Access.to(store) == Access.DENIED) {
            throw StoreUnreadableException.of(store);
        }
        if (!Files.isRegularFile(store)) {
            throw new StoreRefusedException("data: " + data.toAbsolutePath() + " holds no store (expected: the"
                    + " folder of a server that was started once, or --database-url)");
        }
        return write(file, part -> copy(store, part));
    }

    /// As [#write(Path, Path)], of a store in a database, at which servers go on.
    ///
    /// @throws StoreRefusedException     if there is no such store, or none of this version
    /// @throws StoreUnavailableException if it cannot be read, or the copy cannot be written
    public static long write(Store.Server place, Path file, Move.Watcher watcher) {
        return write(file, part -> DatabaseCopy.write(place, part, watcher));
    }

    private static long write(Path file, Consumer<Path> copying) {
        var target = file.toAbsolutePath();
        if (Files.exists(target)) {
            throw taken(file);
        }
        var part = target.resolveSibling("." + target.getFileName() + ".part");
        try {
            return write(part, target, copying);
        } catch (FileAlreadyExistsException e) {
            throw taken(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written (expected: a folder that can be written)", e);
        }
    }

    private static StoreRefusedException taken(Path file) {
        return new StoreRefusedException(file + " exists (expected: a new file; a backup is never overwritten)");
    }

    private static long write(Path part, Path target, Consumer<Path> copying) throws IOException {
        Files.deleteIfExists(part);
        try {
            OwnedFiles.createFile(part);
            copying.accept(part);
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
