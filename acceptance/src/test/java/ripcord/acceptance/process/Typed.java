package ripcord.acceptance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A command of the packaged program, as a process that somebody types at: with a terminal before it, or with none.
public final class Typed implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path shown;

    private Typed(Process process, Path shown) {
        this.process = process;
        this.shown = shown;
    }

    /// Whether this machine can give a command a terminal: util-linux's `script` (Debian: package `bsdutils`).
    public static boolean hasTerminals() {
        return succeeds("script", "--quiet", "--return", "--command", "true", "/dev/null");
    }

    static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Where both streams are a file.
    ///
    /// @param folder where it is typed; gets what is shown
    public static Typed plain(Path folder, String... words) {
        return start(folder, command(words), Map.of());
    }

    /// As [#plain(Path, String...)], by a JVM with options of its own.
    public static Typed plain(Path folder, List<String> options, String... words) {
        return start(folder, command(words), Map.of("JAVA_TOOL_OPTIONS", String.join(" ", options)));
    }

    /// Where a terminal is on all three streams.
    ///
    /// @param folder where it is typed; gets what is shown
    public static Typed inTerminal(Path folder, String... words) {
        List<String> quoted =
                command(words).stream().map(word -> "'" + word + "'").toList();
        return start(
                folder,
                List.of("script", "--quiet", "--flush", "--return", "--command", String.join(" ", quoted), "/dev/null"),
                Map.of());
    }

    private static List<String> command(String... words) {
        List<String> command = new ArrayList<>(Processes.whichHeedSigint());
        command.addAll(Build.ripcord(List.of(words)));
        return command;
    }

    private static Typed start(Path folder, List<String> command, Map<String, String> environment) {
        try {
            Path shown = Files.createTempFile(folder, "shown-", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(shown.toFile());
            builder.environment().putAll(environment);
            return new Typed(Processes.start(builder), shown);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Typed awaitText(String text) {
        Await.until(PATIENCE, "it shows \"" + text + "\"", () -> {
            String now = shown();
            if (!now.contains(text) && !process.isAlive()) {
                throw new AssertionError(
                        "it ended with " + process.exitValue() + " and shows no \"" + text + "\": " + now);
            }
            return now.contains(text);
        });
        return this;
    }

    /// Types, at a terminal.
    public Typed type(String text) {
        try {
            process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// SIGINT to the command itself.
    public Typed interrupt() {
        Processes.interrupt(process);
        return this;
    }

    /// The exit code.
    public int awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("it does not end; it shows: " + shown());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// All that there was to see.
    public String shown() {
        try {
            return Files.readString(shown);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        Processes.kill(process);
    }
}
