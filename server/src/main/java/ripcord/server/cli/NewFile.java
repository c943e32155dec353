package ripcord.server.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file that is made before the work whose outcome it will hold, so that nothing is done in vain.
final class NewFile {
    private final Path file;

    private NewFile(Path file) {
        this.file = file;
    }

    /// Makes it, empty.
    ///
    /// @param named what the user calls it
    /// @throws Failure if it is there already, or cannot be made
    static NewFile create(Path file, String named) {
        var shown = Plain.message(file.toString());
        try {
            Files.createFile(file);
            return new NewFile(file);
        } catch (FileAlreadyExistsException e) {
            throw Failure.usage(named + ": " + shown + " is there already (expected: a file that is not)");
        } catch (IOException e) {
            throw Failure.usage(
                    named + ": " + shown + " cannot be made (expected: a new file in a folder that is there)");
        }
    }

    /// @throws Failure if the disk does not take it
    void write(String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw Failure.failed(Plain.message(file.toString()) + " cannot be written");
        }
    }

    /// Takes it away if nothing was written.
    void discardIfEmpty() {
        try {
            if (Files.size(file) == 0) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw Failure.failed(Plain.message(file.toString()) + " was left behind, empty");
        }
    }
}
