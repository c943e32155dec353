package ripcord.server.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A store that is being made from a backup, beside where it will be: a crash before [#publish] leaves a data folder
/// without a store, and never with half of one.
public final class Staging implements AutoCloseable {
    private static final String NAME = ".restoring";

    /// What SQLite keeps beside a store: its own, whoever comes to lie beside it.
    private static final List<String> BESIDE = List.of("-wal", "-shm", "-journal");

    private final Path data;
    private final List<Path> made;
    private final DataFolder lock;
    private boolean published;

    private Staging(Path data, List<Path> made, DataFolder lock) {
        this.data = data;
        this.made = new ArrayList<>(made);
        this.lock = lock;
    }

    /// Copies a backup that was checked to where it can be opened, in a data folder that is locked from now on.
    ///
    /// @param data made if it is not there
    /// @throws StoreRefusedException     if `data` has a store or what is left of one, or another process has it
    /// @throws UncheckedIOException      if it cannot be written
    public static Staging of(Path backup, Path data) {
        refuseOthers(data);
        return in(data, backup);
    }

    /// As [#of(Path, Path)], for a store that is on its way into a database: the folder will be without.
    ///
    /// @throws StoreRefusedException if `data` has a store that is not in a database, or another process has it
    public static Staging beside(Path backup, Path data) {
        MoveMarker.refuseAnotherStore(data);
        return in(data, backup);
    }

    private static Staging in(Path data, Path backup) {
        var staging = new Staging(data, missing(data), DataFolder.lock(data));
        try {
            discard(data);
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

    /// Deletes what one left that was killed: a store with all its secrets. For whoever has the folder's lock.
    static void discard(Path data) throws IOException {
        deleteTree(data.resolve(NAME));
    }

    private static void refuseOthers(Path data) {
        if (Files.exists(data.resolve(DataFolder.DATABASE))) {
            throw new StoreRefusedException("data: " + data.toAbsolutePath()
                    + " has a store (expected: a folder without one; a restore never overwrites)");
        }
        StoreReader.moved(data).ifPresent(said -> {
            throw new StoreRefusedException(said);
        });
        for (var suffix : BESIDE) {
            var left = DataFolder.DATABASE + suffix;
            if (Files.exists(data.resolve(left))) {
                throw new StoreRefusedException("data: " + data.toAbsolutePath() + " has " + left
                        + ", which is left of another store and would be mixed into this one (expected: a folder without;"
                        + " move it along to that store's " + DataFolder.DATABASE + ")");
            }
        }
    }

    /// What locking the folder makes: the innermost first.
    private static List<Path> missing(Path data) {
        var missing = new ArrayList<Path>();
        var path = data.toAbsolutePath().resolve(DataFolder.LOCK);
        while (path != null && !Files.exists(path)) {
            missing.add(path);
            path = path.getParent();
        }
        return missing;
    }

    /// Says that a file that is not there yet is going to be: without the store it goes again.
    public void making(Path file) {
        if (!Files.exists(file)) {
            made.addFirst(file);
        }
    }

    /// Where the store is until it is published: a data folder.
    public Path folder() {
        return data.resolve(NAME);
    }

    /// Moves the store into the data folder, durably. No connection may be open.
    ///
    /// @throws StoreRefusedException     if somebody has put a store there meanwhile, or what is left of one
    /// @throws UncheckedIOException      if it cannot be written
    public void publish() {
        try {
            var store = folder().resolve(DataFolder.DATABASE);
            if (Files.exists(folder().resolve(DataFolder.DATABASE + "-wal"))) {
                throw new IllegalStateException("the store is still open (expected: closed, with nothing in its log)");
            }
            OwnedFiles.force(store);
            refuseOthers(data);
            Files.move(store, data.resolve(DataFolder.DATABASE), StandardCopyOption.ATOMIC_MOVE);
            published = true;
            OwnedFiles.forceFolder(data);
        } catch (IOException e) {
            throw new UncheckedIOException("data: " + data.toAbsolutePath() + " cannot be written", e);
        }
    }

    /// The store is elsewhere now: what was made beside it stays.
    public void settled() {
        published = true;
    }

    /// Deletes what was not published, and lets the folder go. Without a store nothing stays that was made for it.
    @Override
    public void close() {
        try {
            deleteTree(folder());
            if (!published) {
                deleteMade();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder() + " cannot be deleted", e);
        } finally {
            lock.close();
        }
    }

    private void deleteMade() throws IOException {
        try {
            for (var path : made) {
                Files.deleteIfExists(path);
            }
        } catch (DirectoryNotEmptyException e) {
            // Somebody has put something there meanwhile: it is not ours.
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
