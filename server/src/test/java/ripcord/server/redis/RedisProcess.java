package ripcord.server.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static ripcord.server.Eventually.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.core.ExecutableProvider;
import ripcord.server.config.Config;
import ripcord.server.config.RedisUrl;

/// A real Redis, in a process that can be killed and frozen. It keeps nothing: started again, it is empty.
public final class RedisProcess implements AutoCloseable {
    private static final int CLUSTER_BUS = 10_000;

    private final int port;
    private final List<String> command;
    private final String password;
    private Process process;

    private RedisProcess(int port, List<String> command, String password) {
        this.port = port;
        this.command = command;
        this.password = password;
        start();
    }

    private static final class Binary {
        static final String PATH = unpacked();

        private static String unpacked() {
            try {
                return ExecutableProvider.newJarResourceProvider().get().getAbsolutePath();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// One on a port of its own.
    ///
    /// @param options of redis-server
    public static RedisProcess single(String... options) {
        return on(freePort(), options);
    }

    /// One on that port.
    public static RedisProcess on(int port, String... options) {
        var command = new ArrayList<>(List.of(
                Binary.PATH,
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dbfilename",
                port + ".rdb"));
        command.addAll(List.of(options));
        int password = command.indexOf("--requirepass");
        return new RedisProcess(port, command, password < 0 ? null : command.get(password + 1));
    }

    /// One that watches `master`, alone, and calls it `speed`.
    public static RedisProcess sentinel(Path folder, RedisProcess master) {
        int port = freePort();
        var file = folder.resolve("sentinel-" + port + ".conf");
        try {
            Files.writeString(file, """
                            port %d
                            bind 127.0.0.1
                            sentinel monitor speed 127.0.0.1 %d 1
                            sentinel down-after-milliseconds speed 1000
                            sentinel failover-timeout speed 3000
                            """.formatted(port, master.port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RedisProcess(port, List.of(Binary.PATH, file.toString(), "--sentinel"), null);
    }

    /// Three nodes with a third of the slots each.
    public static List<RedisProcess> cluster(Path folder) {
        var nodes = new ArrayList<RedisProcess>();
        for (int i = 0; i < 3; i++) {
            int port = freePort();
            nodes.add(on(
                    port,
                    "--cluster-enabled",
                    "yes",
                    "--cluster-config-file",
                    folder.resolve("nodes-" + port + ".conf").toString(),
                    "--cluster-node-timeout",
                    "2000",
                    "--cluster-require-full-coverage",
                    "no"));
        }
        for (int i = 0; i < 3; i++) {
            nodes.get(i).run("CLUSTER", slots(i * 16_384 / 3, (i + 1) * 16_384 / 3));
            nodes.get(i).run("CLUSTER", "MEET", "127.0.0.1", "" + nodes.getFirst().port);
        }
        nodes.forEach(node -> await(() -> node.run("CLUSTER", "INFO").contains("cluster_state:ok")
                && node.run("CLUSTER", "INFO").contains("cluster_known_nodes:3")));
        return nodes;
    }

    private static String[] slots(int from, int to) {
        var arguments = new ArrayList<>(List.of("ADDSLOTS"));
        for (int slot = from; slot < to; slot++) {
            arguments.add("" + slot);
        }
        return arguments.toArray(String[]::new);
    }

    /// A port below those that the system gives away, and with one for a cluster's own talk.
    public static int freePort() {
        while (true) {
            int port = RandomGenerator.getDefault().nextInt(20_000, 30_000);
            if (isFree(port) && isFree(port + CLUSTER_BUS)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return taken.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /// Starts it again after [#kill].
    public void start() {
        try {
            process = new ProcessBuilder(command)
                    .directory(new File(Binary.PATH).getParentFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(this::answers);
    }

    private boolean answers() {
        try {
            return run("PING").equals("PONG");
        } catch (JedisException e) {
            return false;
        }
    }

    /// As somebody at a prompt.
    public String run(String name, String... arguments) {
        try (var jedis = new Jedis("127.0.0.1", port, 2_000)) {
            if (password != null) {
                jedis.auth(password);
            }
            var answer = jedis.sendCommand(() -> name.getBytes(US_ASCII), arguments);
            return answer instanceof byte[] bytes ? new String(bytes, US_ASCII) : String.valueOf(answer);
        }
    }

    /// All keys.
    public List<String> keys() {
        try (var jedis = new Jedis("127.0.0.1", port, 2_000)) {
            return List.copyOf(jedis.keys("*"));
        }
    }

    /// What lies under a key; null if nothing does.
    public byte[] get(String key) {
        try (var jedis = new Jedis("127.0.0.1", port, 2_000)) {
            return jedis.get(key.getBytes(US_ASCII));
        }
    }

    /// Writes to it, as somebody who may.
    public void set(String key, byte[] value) {
        try (var jedis = new Jedis("127.0.0.1", port, 2_000)) {
            jedis.set(key.getBytes(US_ASCII), value);
        }
    }

    /// Says something so many times on a channel, as somebody who may.
    ///
    /// @return how many heard the last
    public long publish(String channel, byte[] said, int times) {
        try (var jedis = new Jedis("127.0.0.1", port, 10_000)) {
            var pipeline = jedis.pipelined();
            for (int i = 1; i < times; i++) {
                pipeline.publish(channel.getBytes(US_ASCII), said);
            }
            var last = pipeline.publish(channel.getBytes(US_ASCII), said);
            pipeline.sync();
            return last.get();
        }
    }

    /// Channels that somebody listens to.
    public List<String> channels() {
        try (var jedis = new Jedis("127.0.0.1", port, 2_000)) {
            return List.copyOf(jedis.pubsubChannels("*"));
        }
    }

    /// Milliseconds until a key is gone by itself.
    public long life(String key) {
        try (var jedis = new Jedis("127.0.0.1", port, 2_000)) {
            return jedis.pttl(key);
        }
    }

    /// Without a goodbye.
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// It still has its connections, and says nothing.
    public void freeze() {
        signal("-STOP");
    }

    /// It goes on.
    public void thaw() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", name, "" + process.pid()).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return port;
    }

    /// A client of it that waits for as long as a busy machine takes.
    public Redis patient() {
        return Redis.of(new Config.RedisServer(url(), null), Duration.ofSeconds(10), System::nanoTime);
    }

    /// Its address, if it is one server.
    public RedisUrl url() {
        return RedisUrl.parse("redis://127.0.0.1:" + port).orElseThrow();
    }

    @Override
    public void close() {
        kill();
    }
}
