package ripcord.server.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The processes of a demo. Each is written down as soon as it runs, so that it can be ended by another command too.
/// Thread-safe: an interruption ends them while they are being started.
final class Fleet {
    private static final Duration POLITE = Duration.ofSeconds(8);
    private static final int LAST_LINES = 5;

    private final DemoFolder folder;
    private final List<Process> running = new ArrayList<>();
    private final List<Recorded> recorded = new ArrayList<>();
    private boolean isOver;

    Fleet(DemoFolder folder) {
        this.folder = folder;
    }

    /// Starts a process whose output goes to its log in the folder.
    ///
    /// @throws DemoException if it cannot be started, or the demo is being ended
    synchronized Process start(String name, int port, List<String> command) {
        if (isOver) {
            throw new DemoException("interrupted");
        }
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                .redirectOutput(folder.log(name).toFile());
        // What the operator set for a server of his own is not meant for this one.
        builder.environment().keySet().removeIf(variable -> variable.startsWith("RIPCORD_"));
        try {
            var process = builder.start();
            running.add(process);
            recorded.add(Recorded.of(name, process.toHandle(), port));
            folder.record(recorded);
            return process;
        } catch (IOException e) {
            throw new DemoException(name + " could not be started: " + e.getMessage(), e);
        }
    }

    private static java.io.File nothing() {
        return Path.of(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null")
                .toFile();
    }

    /// @throws DemoException with the end of its log, if it has ended
    void check(String name, Process process) {
        if (!process.isAlive()) {
            throw new DemoException(name + " ended with " + process.exitValue() + "; it said: " + lastWords(name));
        }
    }

    private String lastWords(String name) {
        try {
            var lines = Files.readAllLines(folder.log(name));
            return String.join(" / ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return "nothing that could be read";
        }
    }

    /// Whether the processes were ended or released.
    synchronized boolean isOver() {
        return isOver;
    }

    /// From now on the processes live on by themselves.
    synchronized void release() {
        isOver = true;
        running.clear();
    }

    /// Ends what was started and not released, and forgets it. Once.
    synchronized void end() {
        if (isOver) {
            return;
        }
        isOver = true;
        end(running.stream().map(Process::toHandle).toList());
        try {
            folder.delete();
        } catch (IOException e) {
            // The processes are gone; what is left of the folder, the next demo takes over.
            System.err.println("ripcord: " + folder.path() + " could not be deleted");
        }
    }

    /// Asks them all to end, and ends those that have not after a while.
    static void end(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroy);
        for (var process : processes) {
            if (awaitEnd(process, POLITE).isEmpty()) {
                process.destroyForcibly();
                awaitEnd(process, POLITE);
            }
        }
    }

    private static Optional<ProcessHandle> awaitEnd(ProcessHandle process, Duration longest) {
        try {
            return Optional.of(process.onExit().get(longest.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
