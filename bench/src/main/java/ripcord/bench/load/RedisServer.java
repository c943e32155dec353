package ripcord.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;
import ripcord.bench.Scratch;

/// A Redis that keeps nothing on the disk. Ends with [#close].
final class RedisServer implements AutoCloseable {
    private static final long START_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Process process;
    private final int port;

    private RedisServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static RedisServer start() throws IOException, InterruptedException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var folder = Scratch.folder("redis");
        var process = new ProcessBuilder(
                        ExecutableProvider.newJarResourceProvider().get().getAbsolutePath(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        var server = new RedisServer(process, port);
        server.awaitReady();
        return server;
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    private void awaitReady() throws IOException, InterruptedException {
        long until = System.nanoTime() + START_DEADLINE_NANOS;
        while (System.nanoTime() < until && process.isAlive()) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        close();
        throw new IOException("Redis did not start on port " + port);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
