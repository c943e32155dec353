package ripcord.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Eventually.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ripcord.server.config.Config;
import ripcord.server.config.RedisUrl;

/// Calls between servers, through real processes.
class CallsTest {
    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicInteger heard = new AtomicInteger();
    private final AtomicLong later = new AtomicLong();
    /// The last of them.
    private Redis redis;

    @AfterEach
    void close() throws Exception {
        for (var one : open.reversed()) {
            one.close();
        }
    }

    private Calls server(String url, String prefix, Runnable listener) {
        var place = new Config.RedisServer(RedisUrl.parse(url).orElseThrow(), null);
        redis = Redis.of(place, Duration.ofSeconds(10), () -> System.nanoTime() + later.get());
        open.add(redis);
        var calls = redis.calls(prefix);
        calls.on("log", listener);
        redis.start();
        await(redis::isConnected);
        return calls;
    }

    /// Whoever begins to hear looks once, and has heard no call by that.
    private Calls listening(String url) {
        var calls = server(url, "a:", heard::incrementAndGet);
        await(() -> heard.get() > 0);
        return calls;
    }

    /// Calls again until it is heard: what is called while Redis is not reached is lost.
    private void awaitCall(Calls from, Calls to) {
        long before = to.heard();
        int told = heard.get();
        await(() -> {
            from.wake("log");
            return to.heard() > before && heard.get() > told;
        });
    }

    @Test
    void whatOneServerCallsTheOtherHearsAndNobodyOfAnotherStore() {
        var process = RedisProcess.single();
        open.add(process);
        var others = new AtomicInteger();
        var one = server(process.url().toString(), "a:", () -> {});
        var other = listening(process.url().toString());
        var stranger = server(process.url().toString(), "b:", others::incrementAndGet);
        await(() -> others.get() > 0);

        awaitCall(one, other);

        assertThat(stranger.heard()).isZero();
    }

    @Test
    void whoWasCutOffLooksAndHearsAgain() {
        var process = RedisProcess.single();
        open.add(process);
        var one = listening(process.url().toString());

        process.kill();
        int before = heard.get();
        one.wake("log");
        process.start();

        await(() -> heard.get() > before);
        awaitCall(one, one);
    }

    @Test
    void inAClusterEveryNodePassesItOn() {
        var nodes = RedisProcess.cluster(folder);
        open.addAll(nodes);
        var one = server("redis-cluster://127.0.0.1:" + nodes.getFirst().port(), "a:", () -> {});
        var other = listening("redis-cluster://127.0.0.1:" + nodes.getLast().port());

        awaitCall(one, other);
    }

    @Test
    void afterAFailoverCallsGoOverTheServerThatTheSentinelsName() {
        var master = RedisProcess.single();
        open.add(master);
        open.add(RedisProcess.single("--replicaof", "127.0.0.1", "" + master.port()));
        var sentinel = RedisProcess.sentinel(folder, master);
        open.add(sentinel);
        await(() -> master.run("INFO", "replication").contains("state=online")
                && sentinel.run("INFO", "sentinel").contains("slaves=1"));
        var one = server("redis-sentinel://127.0.0.1:" + sentinel.port() + "/speed", "a:", () -> {});
        var other = listening("redis-sentinel://127.0.0.1:" + sentinel.port() + "/speed");
        awaitCall(one, other);

        master.freeze();

        // What was on its way already is heard, too.
        for (int i = 0; i < 5; i++) {
            awaitCall(one, other);
        }
        master.thaw();
    }

    @Test
    void whoMayNotListenSaysWhyAndListensWhenHeMay() {
        var process = RedisProcess.single();
        open.add(process);
        process.run("ACL", "SETUSER", "default", "resetchannels");
        var one = server(process.url().toString(), "a:", heard::incrementAndGet);
        await(() -> redis.state().detail().contains("cannot be listened to: NOPERM"));
        assertThat(redis.isConnected()).isTrue();

        process.run("ACL", "SETUSER", "default", "allchannels");

        awaitCall(one, one);
        await(() -> redis.state().isWell());
    }

    /// Everything else is answered meanwhile.
    @Test
    void whoIsNotToldThatNobodyListensToHimAnyMoreFindsOut() throws Exception {
        var process = RedisProcess.single();
        open.add(process);
        try (var way = new SlowProxy(process.port())) {
            var one = server(process.url().toString(), "a:", () -> {});
            var other = listening("redis://127.0.0.1:" + way.port());
            awaitCall(one, other);

            way.hush("SUBSCRIBE");
            await(() -> redis.state().detail().contains("cannot be listened to"));
            assertThat(redis.isConnected()).isTrue();

            way.pass();
            awaitCall(one, other);
        }
    }

    /// A million a second, or a few that are large: it is not listened to, for ten seconds.
    @ParameterizedTest
    @CsvSource({"0, 100000", "1000000, 40"})
    void nobodyListensToAFlood(int length, int calls) {
        var process = RedisProcess.single();
        open.add(process);
        server(process.url().toString(), "a:", heard::incrementAndGet);
        await(() -> heard.get() > 0);

        await(() -> {
            process.publish("a:log", new byte[length], calls);
            return redis.state().detail().contains("more is called");
        });

        await(() -> process.publish("a:log", new byte[0], 1) == 0);
        int before = heard.get();
        later.addAndGet(Hearing.DEAF.toNanos());
        await(() -> heard.get() > before && redis.state().isWell());
    }

    @Test
    void whatManyCallAtOnceIsFewCalls() {
        var process = RedisProcess.single();
        open.add(process);
        var one = listening(process.url().toString());
        int before = heard.get();

        long begun = System.nanoTime();
        for (int i = 0; i < 100_000; i++) {
            one.wake("log");
        }
        long took = System.nanoTime() - begun;
        awaitCall(one, one);

        assertThat(heard.get() - before)
                .isLessThan(4 + (int) Duration.ofNanos(took).dividedBy(Duration.ofMillis(5)));
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
