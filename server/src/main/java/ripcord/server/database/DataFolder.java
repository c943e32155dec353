package ripcord.server.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folder that holds the store, locked for one process.
final class DataFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
    static final String DATABASE = "ripcord.db";
    static final String LOCK = "ripcord.lock";

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /// Creates the folder and an empty store if need be, and takes its lock. An empty file is an empty store; the files
    /// that SQLite puts beside it get the same permissions.
    ///
    /// @throws StoreUnavailableException if another process holds it, its store was moved, or it cannot be written
    static DataFolder open(Path path) {
        var folder = lock(path);
        try {
            MoveMarker.refuseStore(path);
            if (!Files.exists(folder.database())) {
                OwnedFiles.createFile(folder.database());
            }
            return folder;
        } catch (IOException e) {
            folder.close();
            throw unwritable(path, e);
        } catch (StoreUnavailableException e) {
            folder.close();
            throw e;
        }
    }

    /// The folder, if there is a store in it.
    ///
    /// @throws StoreRefusedException if there is none
    static Path requireStore(Path path) {
        if (!Files.exists(path.resolve(DATABASE))) {
            throw new StoreRefusedException(
                    "data: " + path.toAbsolutePath() + " holds no store (expected: the folder of a server)");
        }
        return path;
    }

    /// Creates the folder if need be and takes its lock.
    ///
    /// @throws StoreRefusedException     if another process holds it
    /// @throws StoreUnavailableException if it cannot be written
    static DataFolder lock(Path path) {
        try {
            OwnedFiles.createFolders(path);
            var file = path.resolve(LOCK);
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            // A restore that fails deletes the file that it made before it lets go: a lock on that one keeps nobody
            // out.
            if (!locked(channel) || !Files.exists(file)) {
                channel.close();
                throw new StoreRefusedException("data: " + path.toAbsolutePath()
                        + " is in use by another server (expected: a folder of its own)");
            }
            discard(path);
            return new DataFolder(path, channel);
        } catch (IOException e) {
            throw unwritable(path, e);
        }
    }

    /// Whoever has the lock is alone: what is being restored beside the store is what somebody left who was killed.
    private static void discard(Path path) {
        try {
            Staging.discard(path);
        } catch (IOException e) {
            LOG.warn("what an interrupted restore left cannot be deleted folder={}", path, e);
        }
    }

    private static StoreUnavailableException unwritable(Path path, IOException e) {
        return new StoreUnavailableException(
                "data: " + path.toAbsolutePath() + " cannot be written: " + reason(e)
                        + " (expected: a folder that the server may write, on a disk with free space)",
                e);
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException _ -> "permission denied";
            case java.nio.file.FileAlreadyExistsException _ -> "it is no folder";
            case java.nio.file.FileSystemException f -> String.valueOf(f.getReason());
            default -> String.valueOf(e.getMessage());
        };
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
