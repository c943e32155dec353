package ripcord.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Eventually.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ripcord.server.MovableClock;
import ripcord.server.TestStore;
import ripcord.server.config.Config;
import ripcord.server.config.RedisUrl;
import ripcord.server.redis.Redis;
import ripcord.server.redis.RedisProcess;
import ripcord.server.redis.SlowProxy;
import ripcord.server.session.Endings.Cause;
import ripcord.server.tenant.TenantId;

/// Whatever becomes of Redis, look-ups are answered, in time and rightly; and when it is well again it is used again.
class RedisOutageTest {
    /// Twice the budget of a look-up that asks Redis, with as much for a machine that does other things.
    private static final Duration AT_MOST = Duration.ofMillis(500);

    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    private TestStore store;
    private RedisProcess process;
    private SlowProxy proxy;
    private RedisNode node;
    private StoredSession alice;
    private StoredSession bob;

    @BeforeEach
    void open() {
        process = RedisProcess.single();
        proxy = new SlowProxy(process.port());
        store = new TestStore(folder, clock);
        var url = RedisUrl.parse("redis://127.0.0.1:" + proxy.port()).orElseThrow();
        node = new RedisNode(store, Redis.of(new Config.RedisServer(url, null), System::nanoTime), clock).connected();
        alice = store.signIn("alice");
        bob = store.signIn("bob");
        await(() -> isFoundInRedis(alice) && isFoundInRedis(bob));
    }

    @AfterEach
    void close() throws IOException {
        node.close();
        store.close();
        process.close();
        proxy.close();
    }

    private boolean isFoundInRedis(StoredSession session) {
        long before = node.copies.counts().hits();
        assertThat(node.find(session)).isInstanceOf(Lookup.Alive.class);
        return node.copies.counts().hits() > before;
    }

    /// What is done to Redis, and what heals it.
    record Outage(String name, Consumer<RedisOutageTest> breaking, Consumer<RedisOutageTest> healing) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Outage> outages() {
        return Stream.of(
                new Outage("killed, and started empty", test -> test.process.kill(), test -> test.process.start()),
                new Outage("frozen", test -> test.process.freeze(), test -> test.process.thaw()),
                new Outage("slow", test -> test.proxy.delay(200), test -> test.proxy.delay(0)),
                new Outage("flushed", test -> test.process.run("FLUSHALL"), test -> test.process.run("PING")),
                new Outage("full, and evicting", test -> test.fill("allkeys-lru"), RedisOutageTest::makeRoom),
                new Outage("full, and refusing", test -> test.fill("noeviction"), RedisOutageTest::makeRoom));
    }

    private void fill(String policy) {
        process.run("CONFIG", "SET", "maxmemory-policy", policy);
        process.run("CONFIG", "SET", "maxmemory", "1");
    }

    private void makeRoom() {
        process.run("CONFIG", "SET", "maxmemory", "0");
    }

    @ParameterizedTest
    @MethodSource("outages")
    void nobodyIsLoggedOutAndNobodyRevokedGetsIn(Outage outage) {
        outage.breaking.accept(this);
        store.sessions.end(TenantId.DEFAULT, bob.session().id(), Cause.bySystem(EndReason.ADMIN));

        for (int i = 0; i < 50; i++) {
            long begun = System.nanoTime();
            assertThat(node.find(alice)).isInstanceOf(Lookup.Alive.class);
            assertThat(node.find(bob)).isEqualTo(new Lookup.Over(EndReason.ADMIN));
            assertThat(System.nanoTime() - begun).isLessThan(2 * AT_MOST.toNanos());
        }

        outage.healing.accept(this);
        await(() -> isFoundInRedis(alice));
        assertThat(node.find(bob)).isEqualTo(new Lookup.Over(EndReason.ADMIN));
        await(() -> node.redis.state().isWell());
    }

    @Test
    void afterAFewSlowAnswersNobodyWaitsForOne() {
        process.freeze();
        await(() -> {
            node.find(alice);
            return node.redis.uses().stream()
                    .anyMatch(use -> use.name().equals(SharedCopies.FINDING) && use.isSuspended());
        });

        long begun = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            node.find(alice);
        }

        // Five budgets, had anybody waited.
        assertThat(System.nanoTime() - begun).isLessThan(Duration.ofMillis(250).toNanos());
        process.thaw();
    }
}
