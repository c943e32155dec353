package ripcord.server.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Eventually.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.config.Config;
import ripcord.server.config.RedisUrl;

/// Each kind of Redis that can be stated, as real processes: it is found, and found again when it has changed.
class RedisPlacesTest {
    private static final Duration BUDGET = Duration.ofMillis(200);
    private static final Duration LIFE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Redis.State> told = new CopyOnWriteArrayList<>();
    private Redis redis;
    private Use use;

    @AfterEach
    void close() throws Exception {
        redis.close();
        for (var one : open) {
            one.close();
        }
    }

    private RedisProcess started(RedisProcess process) {
        open.add(process);
        return process;
    }

    private void connect(String url, Path password) {
        var place = new Config.RedisServer(RedisUrl.parse(url).orElseThrow(), password);
        redis = Redis.of(place, BUDGET, System::nanoTime);
        use = redis.use("test");
        redis.onChange(told::add);
        redis.start();
    }

    private boolean keeps(String key) {
        return use.put(key, key.getBytes(US_ASCII), LIFE)
                && use.get(key)
                        .filter(found -> new String(found, US_ASCII).equals(key))
                        .isPresent();
    }

    @Test
    void oneServerKeepsWhatIsPutThere() {
        var process = started(RedisProcess.single());
        connect("redis://127.0.0.1:" + process.port() + "/3", null);

        await(() -> keeps("a"));

        assertThat(process.run("INFO", "keyspace")).contains("db3:keys=1");
        assertThat(use.get("nothing")).isEmpty();
    }

    @Test
    void aServerThatIsAbsentAtTheStartIsToldOnceAndUsedWhenItIsThere() {
        int port = RedisProcess.freePort();
        connect("redis://127.0.0.1:" + port, null);
        await(() -> !redis.state().isWell());
        assertThat(use.get("a")).isEmpty();

        started(RedisProcess.on(port));
        await(() -> keeps("a") && redis.state().isWell());

        assertThat(told).extracting(Redis.State::isWell).containsExactly(false, true);
        assertThat(told.getFirst().detail()).startsWith("cannot be reached: ").contains("refused");
    }

    @Test
    void aWrongPasswordIsToldAndANewOneIsReadFromTheFile() throws Exception {
        var process = started(RedisProcess.single("--requirepass", "hunter2"));
        var password = Files.writeString(folder.resolve("password"), "wrong\n");
        connect("redis://127.0.0.1:" + process.port(), password);
        await(() -> !redis.state().isWell());
        assertThat(redis.state().detail()).contains("WRONGPASS").doesNotContain("wrong\n");

        Files.writeString(password, "hunter2\n");

        await(() -> keeps("a"));
    }

    @Test
    void afterAFailoverTheSentinelsNameTheNewServer() {
        var master = started(RedisProcess.single());
        started(RedisProcess.single("--replicaof", "127.0.0.1", "" + master.port()));
        var sentinel = started(RedisProcess.sentinel(folder, master));
        await(() -> master.run("INFO", "replication").contains("state=online")
                && sentinel.run("INFO", "sentinel").contains("slaves=1"));
        connect("redis-sentinel://127.0.0.1:" + sentinel.port() + "/speed", null);
        await(() -> keeps("a"));

        master.freeze();

        await(() -> keeps("b"));
        assertThat(use.get("a")).isPresent();
        master.thaw();
    }

    @Test
    void aClusterKeepsEachKeyOnItsNodeAndTheRestIsUsedWithoutOne() {
        var nodes = RedisProcess.cluster(folder);
        open.addAll(nodes);
        connect("redis-cluster://127.0.0.1:" + nodes.getFirst().port(), null);
        await(() -> keeps("a") && keeps("b") && keeps("c"));
        assertThat(nodes).allSatisfy(node -> assertThat(node.keys()).hasSize(1));

        nodes.getLast().kill();
        await(() -> List.of("a", "b", "c").stream().filter(this::keeps).count() == 2);
        nodes.getLast().start();

        await(() -> keeps("a") && keeps("b") && keeps("c"));
    }

    @Test
    void withoutARedisNothingIsStarted() {
        redis = Redis.none();
        redis.start();

        assertThat(redis.isConfigured()).isFalse();
        assertThat(redis.uses()).isEmpty();
    }
}
