package ripcord.acceptance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A command of `ripcord` that ends by itself, as a process.
public final class CommandProcess implements AutoCloseable {
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;

    private CommandProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /// Starts it.
    ///
    /// @param log         gets what it prints, on both streams, and loses what was there
    /// @param environment added to the tests' own
    public static CommandProcess start(Path log, Map<String, String> environment, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(Build.ripcord(List.of(arguments)))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            return new CommandProcess(Processes.start(builder), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// Waits for its end.
    ///
    /// @return what it ended with
    public int await() {
        Await.until(ENDS_WITHIN, "the command ends", () -> !process.isAlive());
        return process.exitValue();
    }

    public String printed() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// SIGKILL
    public void kill() {
        Processes.kill(process);
    }

    @Override
    public void close() {
        kill();
    }
}
