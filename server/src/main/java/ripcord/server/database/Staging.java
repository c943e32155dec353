package ripcord.server.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;

/// A store that is being made from a backup, beside where it will be: a crash before [#publish] leaves a data folder
/// without a store, and never with half of one.
public final class Staging implements AutoCloseable {
    private static final String NAME = ".restoring";

    private final Path data;
    private final DataFolder lock;

    private Staging(Path data, DataFolder lock) {
        this.data = data;
        this.lock = lock;
    }

    /// Copies a backup that was checked to where it can be opened, in a data folder that is locked from now on.
    ///
    /// @param data made if it is not there
    /// @throws StoreUnavailableException if `data` has a store, or another process has it
    /// @throws UncheckedIOException      if it cannot be written
    public static Staging of(Path backup, Path data) {
        if (Files.exists(data.resolve(DataFolder.DATABASE))) {
            throw new StoreUnavailableException("data: " + data.toAbsolutePath()
                    + " has a store (expected: a folder without one; a restore never overwrites)");
        }
        var staging = new Staging(data, DataFolder.lock(data));
        try {
            deleteTree(staging.folder());
            OwnedFiles.createFolders(staging.folder());
            var store = staging.folder().resolve(DataFolder.DATABASE);
            OwnedFiles.createFile(store);
            try (var out = Files.newOutputStream(store)) {
                Files.copy(backup, out);
            }
            return staging;
        } catch (IOException e) {
            staging.close();
            throw new UncheckedIOException("data: " + data.toAbsolutePath() + " cannot be written", e);
        }
    }

    /// Where the store is until it is published: a data folder.
    public Path folder() {
        return data.resolve(NAME);
    }

    /// Moves the store into the data folder, durably. No connection may be open.
    public void publish() {
        try {
            var store = folder().resolve(DataFolder.DATABASE);
            if (Files.exists(folder().resolve(DataFolder.DATABASE + "-wal"))) {
                throw new IllegalStateException("the store is still open (expected: closed, with nothing in its log)");
            }
            OwnedFiles.force(store);
            Files.move(store, data.resolve(DataFolder.DATABASE), StandardCopyOption.ATOMIC_MOVE);
            OwnedFiles.forceFolder(data);
        } catch (IOException e) {
            throw new UncheckedIOException("data: " + data.toAbsolutePath() + " cannot be written", e);
        }
    }

    /// Deletes what was not published, and lets the folder go.
    @Override
    public void close() {
        try {
            deleteTree(folder());
        } catch (IOException e) {
            throw new UncheckedIOException(folder() + " cannot be deleted", e);
        } finally {
            lock.close();
        }
    }

    private static void deleteTree(Path top) throws IOException {
        if (!Files.exists(top)) {
            return;
        }
        try (var files = Files.walk(top)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
