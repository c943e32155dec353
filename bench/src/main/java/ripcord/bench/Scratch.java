package ripcord.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;

/// Files that a command needs while it runs: stores, logs, keys. All are in one folder, which goes with the process: a
/// store of a million sessions is hundreds of megabytes. Thread-safe.
public final class Scratch {
    /// Servers are killed at the same time, and may still write.
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

    private Scratch() {}

    private static final class Folder {
        private static final Path PATH = make();

        private static Path make() {
            try {
                var folder = Files.createTempDirectory("ripcord-bench");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "scratch"));
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// A new, empty folder.
    ///
    /// @param of what it is for, the beginning of its name
    public static Path folder(String of) throws IOException {
        return Files.createTempDirectory(Folder.PATH, of);
    }

    /// A new, empty file.
    ///
    /// @param of     what it is for, the beginning of its name
    /// @param ending the name's end
    public static Path file(String of, String ending) throws IOException {
        return Files.createTempFile(Folder.PATH, of, ending);
    }

    private static void delete(Path folder) {
        long begun = System.nanoTime();
        while (!isDeleted(folder) && System.nanoTime() - begun < LONGEST.toNanos()) {
            try {
                Thread.sleep(BETWEEN_TRIES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static boolean isDeleted(Path folder) {
        try (var all = Files.walk(folder)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
            return true;
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }
}
