package ripcord.bench.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import ripcord.bench.Scratch;
import ripcord.bench.load.Driver;
import ripcord.bench.load.Processor;
import ripcord.bench.load.Target;
import ripcord.server.load.Endpoint;
import ripcord.server.load.Request;

/// A server in a process of its own. Ends with [#close].
final class Running implements Target, AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(4);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

    private final Process process;
    private final Endpoint endpoint;
    private final Path log;
    private Processor processor;
    private long pid;
    private Duration started = Duration.ZERO;

    private Running(Process process, int port, Path log) {
        this.process = process;
        this.endpoint = Endpoint.ofLoopback(port);
        this.log = log;
        this.pid = process.pid();
        this.processor = new Processor(pid);
    }

    /// What to start.
    ///
    /// @param port        where it will listen, on loopback
    /// @param ready       a path that is answered with 200 once it can be used
    /// @param environment besides this process's
    record What(List<String> command, int port, String ready, Map<String, String> environment) {
        What {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    /// Starts it, and waits until it is ready.
    static Running start(What what) throws IOException, InterruptedException {
        var log = Scratch.file("server", ".log");
        var builder = new ProcessBuilder(what.command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(what.environment);
        long begun = System.nanoTime();
        var running = new Running(builder.start(), what.port, log);
        Runtime.getRuntime().addShutdownHook(new Thread(running::kill));
        running.await(what.ready, begun);
        return running;
    }

    private void await(String ready, long begun) throws IOException, InterruptedException {
        var request = Request.of(endpoint, "GET", ready, "");
        while (System.nanoTime() - begun < LONGEST.toNanos() && process.isAlive()) {
            try (var connection = Driver.connect(endpoint)) {
                if (connection.exchange(request).status() == 200) {
                    started = Duration.ofNanos(System.nanoTime() - begun);
                    followChild();
                    return;
                }
            } catch (IOException notYet) {
                // It is asked again.
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        String said = Files.readString(log, StandardCharsets.UTF_8);
        close();
        throw new IOException("the server did not start:\n" + said);
    }

    /// A script that starts a JVM and waits for it is not what is measured.
    private void followChild() {
        process.children().findFirst().ifPresent(child -> {
            pid = child.pid();
            processor = new Processor(pid);
        });
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// What it has printed last.
    String said() throws IOException {
        var lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    /// From the start of its process to the first 200.
    Duration started() {
        return started;
    }

    @Override
    public Processor.Used used() throws IOException {
        return processor.used();
    }

    /// Resident memory now, in MB, from Linux' `/proc`.
    long resident() throws IOException {
        return status("VmRSS:");
    }

    /// The most that was ever resident, in MB.
    long mostResident() throws IOException {
        return status("VmHWM:");
    }

    private long status(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1_000_000;
            }
        }
        throw new IOException("no " + name + " of process " + pid);
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        var children = process.children().toList();
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
