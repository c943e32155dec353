package ripcord.server.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where SQLite's native library is unpacked: beside the store, and not among everybody's temporary files, where each
/// kill would leave one behind.
final class NativeFolder {
    private static final String PROPERTY = "org.sqlite.tmpdir";

    private NativeFolder() {}

    /// Names the folder to the driver, which unpacks on first use in this process; an operator's own choice stands.
    /// What a killed process left there is removed: the caller has the data folder's lock.
    static void prepare(Path data) {
        var folder = data.resolve("native");
        try {
            Files.createDirectories(folder);
            try (var left = Files.newDirectoryStream(folder, "sqlite-*")) {
                for (var file : left) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("data: " + folder + " cannot be written", e);
        }
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, folder.toAbsolutePath().toString());
        }
    }
}
