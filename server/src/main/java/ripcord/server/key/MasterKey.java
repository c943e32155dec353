package ripcord.server.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// The key that other keys are sealed under. It lives outside the store and outside the store's backups: who has only
/// one of the two can sign nothing. A secret, so a class and not a record: it must not print itself.
public final class MasterKey {
    /// The key's length in bytes.
    public static final int BYTES = 32;

    private static final String EXPECTED = "expected: " + BYTES + " bytes as one line of base64url";

    private final byte[] bytes;

    private MasterKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /// From its text form, as an environment variable may hold it.
    ///
    /// @throws IllegalArgumentException if it is not 32 bytes of base64url; the message does not show the text
    public static MasterKey of(String text) {
        return of(text, "master key");
    }

    private static MasterKey of(String text, String source) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(source + ": not base64url (" + EXPECTED + ")", e);
        }
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(source + ": " + bytes.length + " bytes (" + EXPECTED + ")");
        }
        return new MasterKey(bytes);
    }

    /// From a file that exists.
    ///
    /// @throws UncheckedIOException     if it cannot be read
    /// @throws IllegalArgumentException if it does not hold a key; the message names the file
    public static MasterKey read(Path file) {
        try {
            return of(Files.readString(file, US_ASCII), file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("master key: " + file + " cannot be read", e);
        }
    }

    /// From a file, which is made with a new key, and for its owner alone, if there is none. Durable when it returns.
    ///
    /// @param random must be unpredictable
    /// @throws UncheckedIOException     if it cannot be read or made
    /// @throws IllegalArgumentException if it does not hold a key; the message names the file
    public static MasterKey readOrCreate(Path file, RandomGenerator random) {
        if (Files.exists(file)) {
            return read(file);
        }
        try {
            create(file, random);
        } catch (FileAlreadyExistsException e) {
            // Somebody else was first: theirs is the key.
        } catch (IOException e) {
            throw new UncheckedIOException("master key: " + file + " cannot be made", e);
        }
        return read(file);
    }

    /// A new key in a file that is not there yet, for its owner alone. Durable when it returns.
    ///
    /// @param random must be unpredictable
    /// @throws UncheckedIOException if it cannot be made, because it is there for example
    public static MasterKey createNew(Path file, RandomGenerator random) {
        try {
            create(file, random);
        } catch (FileAlreadyExistsException e) {
            throw new UncheckedIOException(
                    "master key: " + file
                            + " is there already (expected: a file that is not; a key is never overwritten)",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("master key: " + file + " cannot be made", e);
        }
        return read(file);
    }

    /// Written whole under another name first: a file of this name is never half a key.
    private static void create(Path file, RandomGenerator random) throws IOException {
        var folder = file.toAbsolutePath().resolveSibling("");
        Files.createDirectories(folder, forOwnerAlone(folder, "rwx------"));
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n";
        var written = Files.createTempFile(folder, ".master", ".key", forOwnerAlone(folder, "rw-------"));
        try {
            try (var channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
                channel.force(true);
            }
            publish(written, file);
        } finally {
            Files.deleteIfExists(written);
        }
        force(folder);
    }

    /// Makes durable which files there are.
    static void force(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Never over a file that is there: somebody may have sealed something with it.
    private static void publish(Path written, Path file) throws IOException {
        try {
            Files.createLink(file, written);
        } catch (UnsupportedOperationException e) {
            Files.move(written, file);
        }
    }

    private static FileAttribute<?>[] forOwnerAlone(Path folder, String permissions) {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /// The bytes themselves, for the one who seals.
    byte[] reveal() {
        return Arrays.copyOf(bytes, BYTES);
    }

    @Override
    public String toString() {
        return "MasterKey[redacted]";
    }
}
