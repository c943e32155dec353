package ripcord.server.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the master key is, and its successor while one is being put in its place.
///
/// A rotation makes the file `….next`, seals everything anew in one transaction, and renames. Whatever interrupts it,
/// of the two files that are then there exactly one opens the store, and whoever opens the store next finds out which.
/// To be used while the store is locked.
///
/// Where several servers have a store, each has files of its own, which may not even be its to change. There a rotation
/// is to a key that lies at every server as `….next` before, and a server opens the store with whichever of its two
/// opens it, and leaves both as they are.
public final class MasterKeyFile {
    private static final Logger LOG = LoggerFactory.getLogger(MasterKeyFile.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Path file;
    private final Path next;
    private final Predicate<MasterKey> opens;
    private final boolean isOneOfMany;

    /// @param isOneOfMany whether other servers on the same store have files too
    /// @param opens       whether a key opens the store
    public MasterKeyFile(Path file, boolean isOneOfMany, Predicate<MasterKey> opens) {
        this.file = file;
        this.isOneOfMany = isOneOfMany;
        this.next = next(file);
        this.opens = opens;
    }

    /// Where a key's successor is.
    public static Path next(Path file) {
        return file.resolveSibling(file.getFileName() + ".next");
    }

    /// The key that opens the store. Finishes a rotation that was interrupted, or undoes it.
    ///
    /// @param now names the file that a replaced key is kept in
    /// @throws IllegalArgumentException if there is none; the message says what was expected
    /// @throws UncheckedIOException     if the files cannot be read or renamed
    public MasterKey existing(Instant now) {
        if (Files.exists(file)) {
            var current = MasterKey.read(file);
            if (opens.test(current)) {
                undo();
                return current;
            }
        }
        if (Files.exists(next)) {
            var successor = MasterKey.read(next);
            if (opens.test(successor)) {
                finish();
                return successor;
            }
        }
        throw wrong();
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("master key: " + file.toAbsolutePath()
                + (Files.exists(file) ? " does not open this store" : " does not exist")
                + " (expected: the master key that this store was made with)");
    }

    /// As [#existing(Instant)]; for a store that has nothing sealed yet, one that is made if need be.
    public MasterKey existingOrNew(boolean storeIsNew, RandomGenerator random, Instant now) {
        return storeIsNew && !Files.exists(file) ? MasterKey.readOrCreate(file, random) : existing(now);
    }

    /// A key and the one that takes its place, at every server.
    public record Succession(MasterKey former, MasterKey next) {}

    /// The key in the file, and the one in `….next`.
    ///
    /// @throws IllegalArgumentException if one is not there, the first does not open the store, or the second does
    /// @throws UncheckedIOException     if they cannot be read
    public Succession succession() {
        if (!Files.exists(next)) {
            throw new IllegalArgumentException(
                    "master key: " + next.toAbsolutePath() + " does not exist (expected: the new"
                            + " key, which ripcord master-key create makes, in this file at every server)");
        }
        var successor = MasterKey.read(next);
        if (opens.test(successor)) {
            throw new IllegalArgumentException("master key: " + next.toAbsolutePath() + " opens this store already"
                    + " (expected: a new key; if this is one, it was done before: put it in the place of "
                    + file.getFileName() + " at every server)");
        }
        if (!Files.exists(file) || !opens.test(MasterKey.read(file))) {
            throw wrong();
        }
        return new Succession(MasterKey.read(file), successor);
    }

    /// Keeps the key that is about to be replaced under another name, which is what can fail where its file cannot be
    /// replaced either: one that is mounted by itself, or belongs to another user. To be called before anything is
    /// sealed anew.
    ///
    /// @return where it is kept
    /// @throws UncheckedIOException if that is so; nothing was changed
    public Path keep(Instant now) {
        var kept = file.resolveSibling(file.getFileName() + ".until-" + STAMP.format(now));
        try {
            return Files.exists(kept) ? kept : Files.createLink(kept, file);
        } catch (IOException | UnsupportedOperationException e) {
            throw new UncheckedIOException(
                    "master key: " + file + " cannot be replaced where it is, nothing was changed (expected: a file of"
                            + " its own in a folder that can be written, not one that is mounted by itself)",
                    e instanceof IOException io ? io : new IOException(e));
        }
    }

    /// A successor, in a file of its own. Nothing is sealed under it yet.
    ///
    /// @param random must be unpredictable
    public MasterKey successor(RandomGenerator random) {
        return MasterKey.createNew(next, random);
    }

    private void undo() {
        if (isOneOfMany) {
            return;
        }
        try {
            if (Files.deleteIfExists(next)) {
                LOG.warn("rotation of the master key had not taken place, its file was deleted file={}", next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("master key: " + next + " cannot be deleted", e);
        }
    }

    /// Puts the successor in the key's place, now that everything is sealed under it. What it replaces was kept beside:
    /// backups that were made before need it.
    public void finish() {
        if (isOneOfMany) {
            LOG.info("the next master key opens this store: put it in the place of the former one file={}", next);
            return;
        }
        try {
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            MasterKey.force(file.toAbsolutePath().resolveSibling(""));
        } catch (IOException | UnsupportedOperationException e) {
            throw new UncheckedIOException(
                    "master key: " + next + " opens this store now, and cannot be renamed to " + file
                            + " (expected: keep it, and put it there)",
                    e instanceof IOException io ? io : new IOException(e));
        }
        LOG.info("master key replaced file={}", file);
    }
}
