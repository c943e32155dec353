package ripcord.acceptance.process;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Starts processes and sees to it that none outlives the tests.
final class Processes {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private Processes() {}

    static Process start(ProcessBuilder command) throws IOException {
        Process process = command.start();
        RUNNING.add(process);
        RUNNING.removeIf(other -> !other.isAlive());
        return process;
    }

    /// What a command line begins with whose process is to heed SIGINT: whoever runs the tests in the background has it
    /// ignored, and so would the process.
    static List<String> whichHeedSigint() {
        List<String> heeding = List.of("env", "--default-signal=INT");
        return Typed.succeeds(Stream.concat(heeding.stream(), Stream.of("true")).toArray(String[]::new))
                ? heeding
                : List.of();
    }

    /// SIGKILL: nothing of the process runs any more when this returns.
    static void kill(Process process) {
        process.destroyForcibly();
        await(process);
    }

    /// SIGTERM, and SIGKILL if that does not help within ten seconds.
    static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                kill(process);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill(process);
        }
    }

    /// SIGKILL for the process and all that it started: nothing of them runs any more when this returns.
    static void killWithChildren(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        kill(process);
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
    }

    /// SIGINT: as Ctrl-C at a terminal.
    static void interrupt(Process process) {
        signal(process, "-INT");
    }

    /// SIGSTOP: the process keeps its memory and its sockets, and does nothing.
    static void freeze(Process process) {
        signal(process, "-STOP");
    }

    /// SIGCONT
    static void thaw(Process process) {
        signal(process, "-CONT");
    }

    /// SIGSTOP for the process, which then starts nothing more, and for all that it started.
    static void freezeWithChildren(Process process) {
        freeze(process);
        process.descendants().forEach(child -> signal(child, "-STOP"));
    }

    /// SIGCONT for the process and all that it started.
    static void thawWithChildren(Process process) {
        process.descendants().forEach(child -> signal(child, "-CONT"));
        thaw(process);
    }

    private static void signal(Process process, String signal) {
        signal(process.toHandle(), signal);
    }

    /// Whoever has ended meanwhile needs no signal.
    private static void signal(ProcessHandle process, String signal) {
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start();
            if (await(kill) != 0 && process.isAlive()) {
                throw new IllegalStateException("kill " + signal + " " + process.pid() + " failed");
            }
        } catch (IOException e) {
            throw new IllegalStateException("kill " + signal + " could not be started", e);
        }
    }

    private static int await(Process process) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
