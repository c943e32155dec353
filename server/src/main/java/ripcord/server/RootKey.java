package ripcord.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import ripcord.server.apikey.ApiKeyToken;

/// The file with the first API key: for its owner alone, and never half written.
final class RootKey {
    private static final String NAME = "root.key";

    private RootKey() {}

    static Path file(Path data) {
        return data.resolve(NAME);
    }

    /// What the file holds, if it is there.
    static Optional<String> read(Path data) {
        try {
            return Files.exists(file(data))
                    ? Optional.of(Files.readString(file(data)).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("data: " + file(data) + " cannot be read", e);
        }
    }

    /// Puts `token` into the file, durably.
    static void write(Path data, ApiKeyToken token) {
        try {
            Files.createDirectories(data);
            var written = create(data);
            fill(written, token);
            Files.move(written, file(data), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("data: " + file(data) + " cannot be written", e);
        }
    }

    /// Puts `token` into a new file, durably.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if it is there
    static void writeNew(Path file, ApiKeyToken token) throws IOException {
        var folder = file.toAbsolutePath().resolveSibling("");
        Files.createDirectories(folder);
        var written = create(folder);
        try {
            fill(written, token);
            Files.createLink(file, written);
        } catch (UnsupportedOperationException e) {
            Files.move(written, file);
        } finally {
            Files.deleteIfExists(written);
        }
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void fill(Path file, ApiKeyToken token) throws IOException {
        Files.writeString(file, token.reveal() + "\n");
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /// Removes the file: its token was never good for anything.
    static void delete(Path data) {
        try {
            Files.deleteIfExists(file(data));
        } catch (IOException e) {
            throw new UncheckedIOException("data: " + file(data) + " cannot be removed", e);
        }
    }

    private static Path create(Path data) throws IOException {
        if (data.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Files.createTempFile(
                    data,
                    ".root",
                    ".key",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return Files.createTempFile(data, ".root", ".key");
    }
}
