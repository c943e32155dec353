package ripcord.server.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;

/// What a command has around it.
///
/// @param folder where it was typed
/// @param clock  what time it is here
/// @param nanos  a clock that only runs forward
/// @param pause  how it waits between two looks
public record World(
        Map<String, String> environment,
        Terminal terminal,
        Path folder,
        InstantSource clock,
        LongSupplier nanos,
        Pause pause) {
    /// Copies the environment.
    public World {
        environment = Map.copyOf(environment);
    }

    /// Waits.
    @FunctionalInterface
    public interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /// Of this process.
    public static World ofProcess(Map<String, String> environment, InstantSource clock, LongSupplier nanos) {
        return new World(environment, Terminal.ofProcess(environment), Path.of(""), clock, nanos, Thread::sleep);
    }
}
