package ripcord.server.cli;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where a command reads and writes, and whether people are there.
public final class Terminal {
    private final InputStream in;
    private final Output output;
    private final PrintStream out;
    private final PrintStream err;
    private final People people;

    /// Which streams people see.
    ///
    /// @param columns how wide the terminal is; 0 if that is not known
    public record People(boolean in, boolean out, boolean err, int columns) {
        /// Nobody.
        public static final People NONE = new People(false, false, false, 0);
    }

    /// @param in  what is typed
    /// @param out what was asked for
    /// @param err everything else
    public Terminal(InputStream in, OutputStream out, OutputStream err, People people) {
        this.in = in;
        this.output = new Output(out);
        this.out = new PrintStream(new BufferedOutputStream(output, 8192), false, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
        this.people = people;
    }

    /// Of this process.
    static Terminal ofProcess(Map<String, String> environment) {
        var people = new People(isTerminal(0), isTerminal(1), isTerminal(2), columns(environment));
        return new Terminal(System.in, new FileOutputStream(FileDescriptor.out), System.err, people);
    }

    /// Where there is /proc it knows of each stream; elsewhere the JVM knows of input and output together.
    private static boolean isTerminal(int descriptor) {
        var link = Path.of("/proc/self/fd/" + descriptor);
        if (!Files.isSymbolicLink(link)) {
            return Optional.ofNullable(System.console())
                    .map(Console::isTerminal)
                    .orElse(false);
        }
        try {
            var target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    private static int columns(Map<String, String> environment) {
        var columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : 0;
    }

    /// What was asked for.
    PrintStream out() {
        return out;
    }

    /// Everything else.
    PrintStream err() {
        return err;
    }

    InputStream in() {
        return in;
    }

    People people() {
        return people;
    }

    /// Flushes what was asked for.
    void flush() {
        out.flush();
    }

    /// Whether nobody reads the output any more.
    boolean isClosed() {
        out.flush();
        return output.isClosed();
    }

    /// Why the output did not arrive, if somebody should know.
    Optional<String> failure() {
        out.flush();
        return output.failure();
    }

    /// Whether somebody is there to be asked.
    boolean canAsk() {
        return people.in() && people.err();
    }

    /// Asks, and reads a line; empty if there is none.
    String ask(String question) {
        out.flush();
        err.print(question);
        err.flush();
        try {
            var line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            return "";
        }
    }
}
