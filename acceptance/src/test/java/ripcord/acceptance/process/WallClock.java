package ripcord.acceptance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A wall clock that the test moves under a running process, by libfaketime. The monotonic clock stays true.
public final class WallClock {
    private final Path library;
    private final Path file;

    private WallClock(Path library, Path file) {
        this.library = library;
        this.file = file;
    }

    /// A clock that shows the true time until it is shifted.
    ///
    /// @return empty if this machine has no libfaketime (Debian: package `faketime`)
    public static Optional<WallClock> inFolder(Path folder) {
        return library().map(library -> {
            WallClock clock = new WallClock(library, folder.resolve("wall-clock"));
            clock.shift(Duration.ZERO);
            return clock;
        });
    }

    private static Optional<Path> library() {
        return Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib")
                .map(folder -> Path.of(folder, "faketime", "libfaketimeMT.so.1"))
                .filter(Files::exists)
                .findFirst();
    }

    /// How far the process's wall clock is from the true one, from now on.
    public void shift(Duration offset) {
        Path next = file.resolveSibling("wall-clock.next");
        try {
            Files.writeString(next, "%+d".formatted(offset.toSeconds()));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the process must be started with.
    public Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", file.toString(),
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // otherwise timed waits, which the JVM does on the monotonic clock, return at once
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }
}
