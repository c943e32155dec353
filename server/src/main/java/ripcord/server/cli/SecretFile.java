package ripcord.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// A new file that only its owner can read.
final class SecretFile {
    private final NewFile file;

    private SecretFile(NewFile file) {
        this.file = file;
    }

    /// Makes it, empty.
    ///
    /// @param named what the user calls it
    /// @throws Failure if it is there already, or cannot be made
    static SecretFile create(Path file, String named) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        var owners = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        return new SecretFile(
                NewFile.create(file, named, posix ? new FileAttribute<?>[] {owners} : new FileAttribute<?>[0]));
    }

    void write(String secret) {
        try {
            file.write(secret + "\n");
        } catch (IOException e) {
            file.discardUnlessWritten();
            throw Failure.failed(
                    where() + " cannot be written; the key exists and is lost: delete it (ripcord api-key" + " list)");
        }
    }

    /// Takes it away, when there is nothing to write.
    void discard() {
        if (!file.discardUnlessWritten()) {
            throw Failure.failed(where() + " was left behind, empty");
        }
    }

    String where() {
        return file.where();
    }
}
