package ripcord.server.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// The folder that holds the store, locked for one process.
final class DataFolder implements AutoCloseable {
    private static final String DATABASE = "ripcord.db";

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /// Creates the folder if need be and takes its lock.
    ///
    /// @throws StoreUnavailableException if another process holds it
    static DataFolder open(Path path) {
        try {
            create(path);
            var channel =
                    FileChannel.open(path.resolve("ripcord.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new StoreUnavailableException("data: " + path.toAbsolutePath()
                        + " is in use by another server (expected: a folder of its own)");
            }
            createDatabase(path.resolve(DATABASE));
            return new DataFolder(path, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("data: " + path.toAbsolutePath() + " cannot be opened for writing", e);
        }
    }

    private static void create(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        if (hasOwners(path)) {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(path);
        }
    }

    /// An empty file is an empty store. The files that SQLite puts beside it get the same permissions.
    private static void createDatabase(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        if (hasOwners(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    private static boolean hasOwners(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    Path database() {
        return path.resolve(DATABASE);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
