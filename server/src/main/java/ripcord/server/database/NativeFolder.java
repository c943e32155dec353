package ripcord.server.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteDataSource;

/// Where SQLite's native library is: beside the driver's jar, if the build has unpacked it there. Else each start
/// unpacks it beside the store, and not among everybody's temporary files, where each kill would leave one behind.
final class NativeFolder {
    private static final String UNPACK_TO = "org.sqlite.tmpdir";
    private static final String UNPACKED_IN = "org.sqlite.lib.path";

    private NativeFolder() {}

    /// Names the folders to the driver, which loads on first use in this process; an operator's own choice stands. What
    /// the build has unpacked is tried first, and is as safe from others as the jar that it lies beside.
    ///
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
        var own = System.getProperty(UNPACK_TO);
        if (own == null) {
            System.setProperty(UNPACK_TO, folder.toAbsolutePath().toString());
        }
        if (own == null && System.getProperty(UNPACKED_IN) == null) {
            System.setProperty(UNPACKED_IN, besideDriver().toString());
        }
    }

    /// The folder that is named like the driver's jar; it may be absent.
    private static Path besideDriver() {
        var jar = Path.of(URI.create(SQLiteDataSource.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        return jar.resolveSibling(jar.getFileName().toString().replaceFirst("\\.jar$", ""));
    }
}
