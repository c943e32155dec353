package ripcord.bench.relay;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import ripcord.bench.load.Driver;
import ripcord.bench.load.Processor;
import ripcord.server.load.Endpoint;
import ripcord.server.load.Request;

/// `ripcord relay` as a process. Ends with [#close].
final class RelayProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private RelayProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// What all relays of a tree share.
    ///
    /// @param keys the file of their keys
    record Shared(Path folder, Path keys) {}

    /// Starts one that follows `upstream`, and waits until it is fresh.
    static RelayProcess start(String name, URI upstream, Path key, Shared shared)
            throws IOException, InterruptedException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var builder = new ProcessBuilder(
                        root().resolve("ripcord").toString(),
                        "relay",
                        "--name",
                        name,
                        "--upstream",
                        upstream.toString(),
                        "--upstream-key-file",
                        key.toString(),
                        "--keys-file",
                        shared.keys.toString(),
                        "--port",
                        Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(shared.folder.resolve(name + ".log").toFile());
        builder.environment().put("RIPCORD_JAVA_HOME", System.getProperty("java.home"));
        var relay = new RelayProcess(builder.start(), port);
        Runtime.getRuntime().addShutdownHook(new Thread(relay.process::destroyForcibly));
        relay.awaitReady(shared.folder.resolve(name + ".log"));
        return relay;
    }

    static Path root() {
        return Path.of(System.getProperty("ripcord.root", ".")).toAbsolutePath();
    }

    private void awaitReady(Path log) throws IOException, InterruptedException {
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            try (var connection = Driver.connect(port)) {
                var request = Request.of(Endpoint.ofLoopback(port), "GET", "/health/ready", "");
                if (connection.exchange(request).isOk()) {
                    return;
                }
            } catch (IOException notYet) {
                // It is starting.
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        var said = Files.readString(log);
        close();
        throw new IOException("the relay did not become fresh:\n" + said);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    Processor processor() {
        return new Processor(process.pid());
    }

    long residentMegabytes() throws IOException {
        List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"));
        return status.stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElse(0)
                / 1024;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
