package ripcord.server.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A new file that only its owner can read.
final class SecretFile {
    private final Path file;

    private SecretFile(Path file) {
        this.file = file;
    }

    /// Makes it, empty.
    ///
    /// @param named what the user calls it
    /// @throws Failure if it is there already, or cannot be made
    static SecretFile create(Path file, String named) {
        var shown = Plain.message(file.toString());
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
            return new SecretFile(file);
        } catch (FileAlreadyExistsException e) {
            throw Failure.usage(named + ": " + shown + " is there already (expected: a file that is not)");
        } catch (IOException e) {
            throw Failure.usage(
                    named + ": " + shown + " cannot be made (expected: a new file in a folder that is there)");
        }
    }

    void write(String secret) {
        try {
            Files.writeString(file, secret + "\n");
        } catch (IOException e) {
            throw Failure.failed(
                    where() + " cannot be written; the key exists and is lost: delete it (ripcord api-key" + " list)");
        }
    }

    /// Takes it away, when there is nothing to write.
    void discard() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Failure.failed(where() + " was left behind, empty");
        }
    }

    String where() {
        return Plain.message(file.toString());
    }
}
