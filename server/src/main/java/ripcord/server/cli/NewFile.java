package ripcord.server.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;

/// A file that is made before the work whose outcome it will hold, so that nothing is done in vain.
final class NewFile {
    private final Path file;
    private boolean written;

    private NewFile(Path file) {
        this.file = file;
    }

    /// Makes it, empty.
    ///
    /// @param named what the user calls it
    /// @throws Failure if it is there already, or cannot be made
    static NewFile create(Path file, String named, FileAttribute<?>... attributes) {
        var shown = Plain.message(file.toString());
        try {
            Files.createFile(file, attributes);
            return new NewFile(file);
        } catch (FileAlreadyExistsException e) {
            throw Failure.usage(named + ": " + shown + " is there already (expected: a file that is not)");
        } catch (IOException e) {
            throw Failure.usage(
                    named + ": " + shown + " cannot be made (expected: a new file in a folder that is there)");
        }
    }

    /// @throws IOException if the disk does not take all of it
    void write(String text) throws IOException {
        Files.writeString(file, text);
        written = true;
    }

    /// Takes it away unless all was written: a part of a report, or of a key, is none.
    ///
    /// @return whether it is not there any more, or whole
    boolean discardUnlessWritten() {
        if (written) {
            return true;
        }
        try {
            Files.deleteIfExists(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    String where() {
        return Plain.message(file.toString());
    }
}
