package ripcord.bench.load;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import ripcord.bench.Scratch;
import ripcord.server.load.Endpoint;
import ripcord.server.load.Request;

/// The packaged server on a new, empty store. Ends with [#close].
public final class ServerProcess implements Target, AutoCloseable {
    private static final Duration START_DEADLINE = Duration.ofSeconds(60);

    private final Process process;
    private final Path folder;
    private final int port;
    private final Processor processor;

    private ServerProcess(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
        this.processor = new Processor(process.pid());
    }

    /// Starts it as `./ripcord serve` does, with its options and its cache, and waits until it answers.
    public static ServerProcess start() throws IOException, InterruptedException {
        return start(Optional.empty(), List.of());
    }

    /// Starts one whose store is in a database.
    ///
    /// @param first of those on the same store; empty for the first one itself
    static ServerProcess startOn(PostgresServer.Database database, Optional<ServerProcess> first)
            throws IOException, InterruptedException {
        return start(first, on(database));
    }

    /// As [#startOn], with a Redis.
    static ServerProcess startOn(PostgresServer.Database database, Optional<ServerProcess> first, RedisServer redis)
            throws IOException, InterruptedException {
        var more = new ArrayList<>(on(database));
        more.addAll(List.of("--redis-url", redis.url()));
        return start(first, more);
    }

    /// Starts one that was closed once more, on the same store.
    static ServerProcess startAgainOn(PostgresServer.Database database, ServerProcess closed)
            throws IOException, InterruptedException {
        return start(closed.folder, Optional.of(closed), on(database));
    }

    private static List<String> on(PostgresServer.Database database) {
        return List.of("--database-url", database.url(), "--database-user", PostgresServer.USER);
    }

    private static ServerProcess start(Optional<ServerProcess> first, List<String> more)
            throws IOException, InterruptedException {
        return start(Scratch.folder("store"), first, more);
    }

    private static ServerProcess start(Path folder, Optional<ServerProcess> first, List<String> more)
            throws IOException, InterruptedException {
        Path home = first.map(each -> each.folder).orElse(folder);
        int port = freePort();
        int issuer = first.map(each -> each.port).orElse(port);
        List<String> command = new ArrayList<>(List.of(
                root().resolve("ripcord").toString(),
                "serve",
                "--data",
                folder.resolve("data").toString(),
                "--port",
                Integer.toString(port),
                "--base-url",
                "http://localhost:" + issuer,
                "--master-key-file",
                home.resolve("master.key").toString()));
        command.addAll(more);
        return start(folder, port, command);
    }

    /// Starts a [BareServer] in the same JVM with the same options: what the platform costs without us.
    static ServerProcess startBare() throws IOException, InterruptedException {
        int port = freePort();
        return start(
                Scratch.folder("store"),
                port,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + root().resolve("server").resolve("jvm.options"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BareServer.class.getName(),
                        Integer.toString(port)));
    }

    private static ServerProcess start(Path folder, int port, List<String> command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile());
        builder.environment().put("RIPCORD_JAVA_HOME", System.getProperty("java.home"));
        var server = new ServerProcess(builder.start(), folder, port);
        Runtime.getRuntime().addShutdownHook(new Thread(server.process::destroyForcibly));
        server.awaitReady();
        return server;
    }

    private static Path root() {
        return Path.of(System.getProperty("ripcord.root", ".")).toAbsolutePath();
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.ofLoopback(port);
    }

    @Override
    public Processor.Used used() throws IOException {
        return processor.used();
    }

    /// Where it listens, on loopback.
    public int port() {
        return port;
    }

    /// The issuer of its first tenant.
    public String issuer() {
        return "http://localhost:" + port + "/t/default";
    }

    /// Signs so many people in.
    public List<String> accessTokens(int number) throws IOException {
        var backend = new Backend(port, rootKey());
        var tokens = new ArrayList<String>();
        try (var connection = Driver.connect(port)) {
            for (int i = 0; i < number; i++) {
                String answer = Backend.expect(201, connection.exchange(backend.signIn("user" + i, "native")));
                tokens.add(Backend.field(answer, "access_token"));
            }
        }
        return tokens;
    }

    /// The file of its first API key.
    public Path rootKeyFile() {
        return folder.resolve("data/root.key");
    }

    /// Its first API key.
    public String rootKey() throws IOException {
        return Files.readString(rootKeyFile()).strip();
    }

    /// What it uses of the processor.
    public Processor processor() {
        return new Processor(process.pid());
    }

    long residentMegabytes() throws IOException {
        return residentKilobytes() / 1024;
    }

    /// What lives on its heap, in bytes, after a collection that this brings about. Gaps that the collector left are
    /// listed, and do not live.
    public long liveHeap() throws IOException {
        var jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        try (var lines = jcmd.inputReader()) {
            var classes = lines.lines()
                    .map(line -> line.strip().split(" +", -1))
                    .filter(words -> words.length >= 4 && words[0].matches("[0-9]+:"))
                    .toList();
            if (classes.isEmpty()) {
                throw new IOException("jcmd listed no classes");
            }
            return classes.stream()
                    .filter(words -> !words[3].contains("jdk.internal.vm.Filler"))
                    .mapToLong(words -> Long.parseLong(words[2]))
                    .sum();
        }
    }

    /// Its process.
    public long pid() {
        return process.pid();
    }

    /// Resident memory in KiB, from Linux' `/proc`.
    public long residentKilobytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS for process " + process.pid());
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_DEADLINE.toNanos();
        var health = Request.of(endpoint(), "GET", "/health", "");
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (var connection = Driver.connect(port)) {
                if (connection.exchange(health).isOk()) {
                    return;
                }
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        String log = Files.readString(folder.resolve("server.log"), StandardCharsets.UTF_8);
        close();
        throw new IOException("the server did not start:\n" + log);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
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
