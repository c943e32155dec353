package ripcord.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// A copy of the folder of a server that does not run.
final class StoreCopy {
    private StoreCopy() {}

    /// `to` holds the files of `from`, and no others, when this returns. Folders are nothing of the store.
    static void of(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> old = Files.list(to);
                Stream<Path> files = Files.list(from)) {
            for (Path path : old.filter(Files::isRegularFile).toList()) {
                Files.delete(path);
            }
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                Files.copy(path, to.resolve(path.getFileName()));
            }
        }
    }
}
