package ripcord.server.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.config.Config;
import ripcord.server.config.RedisUrl;

/// Calls between servers, through real processes.
class CallsTest {
    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicInteger heard = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        for (var one : open.reversed()) {
            one.close();
        }
    }

    private Calls server(String url, String prefix, Runnable listener) {
        var place = new Config.RedisServer(RedisUrl.parse(url).orElseThrow(), null);
        var redis = Redis.of(place, Duration.ofSeconds(10), System::nanoTime);
        open.add(redis);
        var calls = redis.calls(prefix);
        calls.on("log", listener);
        redis.start();
        RedisProcess.await(redis::isConnected);
        return calls;
    }

    private static void awaitCall(Calls from, AtomicInteger heard) {
        int before = heard.get();
        from.wake("log");
        RedisProcess.await(() -> heard.get() > before);
    }

    @Test
    void whatOneServerCallsTheOtherHearsAndNobodyOfAnotherStore() {
        var process = RedisProcess.single();
        open.add(process);
        var others = new AtomicInteger();
        var one = server(process.url().toString(), "a:", () -> {});
        server(process.url().toString(), "a:", heard::incrementAndGet);
        server(process.url().toString(), "b:", others::incrementAndGet);
        // Whoever has just connected looks once.
        RedisProcess.await(() -> others.get() > 0 && heard.get() > 0);
        int before = others.get();

        awaitCall(one, heard);

        assertThat(others).hasValue(before);
    }

    @Test
    void whoWasCutOffLooksAndHearsAgain() {
        var process = RedisProcess.single();
        open.add(process);
        var one = server(process.url().toString(), "a:", heard::incrementAndGet);
        awaitCall(one, heard);
        int before = heard.get();

        process.kill();
        one.wake("log");
        process.start();

        RedisProcess.await(() -> heard.get() > before);
        awaitCall(one, heard);
    }

    @Test
    void inAClusterEveryNodePassesItOn() {
        var nodes = RedisProcess.cluster(folder);
        open.addAll(nodes);
        var one = server("redis-cluster://127.0.0.1:" + nodes.getFirst().port(), "a:", () -> {});
        server("redis-cluster://127.0.0.1:" + nodes.getLast().port(), "a:", heard::incrementAndGet);

        awaitCall(one, heard);
    }

    @Test
    void whoCallsDoesNotWait() {
        var process = RedisProcess.single();
        open.add(process);
        var one = server(process.url().toString(), "a:", () -> {});
        process.freeze();

        long begun = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            one.wake("log");
        }

        assertThat(System.nanoTime() - begun).isLessThan(Duration.ofSeconds(5).toNanos());
        process.thaw();
    }
}
