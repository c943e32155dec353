package ripcord.server.database;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// What this process may do with a file. [Files#exists] says of one in a folder that it may not search that there is
/// none.
public enum Access {
    /// There is none.
    ABSENT,
    /// There is one, or nobody can tell.
    DENIED,
    /// It can be read.
    GRANTED;

    /// Looks.
    public static Access to(Path file) {
        try {
            Files.readAttributes(file, BasicFileAttributes.class);
            return Files.isReadable(file) ? GRANTED : DENIED;
        } catch (AccessDeniedException e) {
            return DENIED;
        } catch (IOException e) {
            return ABSENT;
        }
    }

    /// In words, with the user that this process runs as.
    public static String denied(Path file) {
        return file + " cannot be read by user " + System.getProperty("user.name");
    }
}
