package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Eventually.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.config.Config;
import ripcord.server.database.PostgresServer;
import ripcord.server.redis.RedisProcess;

/// Two servers that hear no word of PostgreSQL's, and share a Redis.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisWakeUpsTest {
    private static final String LOOKS = "ripcord_store_looks_total{by=\"redis\",outcome=";
    private static final double GAP_NANOS = Duration.ofMillis(20).toNanos();
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    static Path folder;

    private static RedisProcess redis;
    private static LiveServer one;
    private static LiveServer two;

    @BeforeAll
    static void start() {
        redis = RedisProcess.single();
        var store = PostgresServer.empty(folder);
        var nobodyThere = "jdbc:postgresql://localhost:1/nothing";
        var database = new Config.DatabaseServer(store.url(), store.user(), null, null, nobodyThere);
        var shared = new Config.RedisServer(redis.url(), null);
        one = LiveServer.start(folder.resolve("one"), database, shared);
        two = one.another(folder.resolve("two"), database, shared);
        awaitHeard();
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
        redis.close();
        PostgresServer.dropAll();
    }

    private static void awaitHeard() {
        await(() ->
                !redis.channels().isEmpty() && redis.publish(redis.channels().getFirst(), new byte[0], 1) == 2);
    }

    private static int check(SignedIn signedIn) {
        return two.http()
                .get(LiveServer.ISSUER + "/auth/session")
                .cookie(signedIn.sessionCookie(), signedIn.sessionToken())
                .send()
                .status();
    }

    private static void endOne() {
        var signedIn = one.signIn("alice" + NAMES.incrementAndGet());
        assertThat(check(signedIn)).isEqualTo(200);
        one.http()
                .delete(LiveServer.TENANT + "/sessions/" + signedIn.session())
                .bearer(one.rootKey())
                .send()
                .expect(200);
        assertThat(check(signedIn)).isEqualTo(401);
    }

    private static double looks(LiveServer server, String outcome) {
        return server.counted(LOOKS + "\"" + outcome + "\"}");
    }

    @Test
    @Order(1)
    void whatOneEndsIsFoundByTheOtherBecauseItIsCalled() {
        double before = looks(two, "news");
        double answered = looks(one, "nothing");
        for (int i = 0; i < 20; i++) {
            endOne();
        }

        // The beat may be quicker now and then.
        assertThat(looks(two, "news") - before).isGreaterThanOrEqualTo(10);
        assertThat(two.counted("ripcord_store_looks_total{by=\"notify\",outcome=\"news\"}"))
                .isZero();
        // Who ends hears its own call, and another when the other server has shown that it knows: no beat was awaited.
        assertThat(looks(one, "nothing") - answered).isGreaterThanOrEqualTo(25);
    }

    @Test
    @Order(2)
    void whatIsEndedIsFoundWithoutTheRedisTooAndWithItAgainWhenItIsBack() {
        redis.kill();
        endOne();

        redis.start();
        awaitHeard();
        double before = looks(two, "news");
        await(() -> {
            endOne();
            return looks(two, "news") > before;
        });
    }

    /// The last: afterwards nobody listens for a while.
    @Test
    @Order(3)
    void whoeverCallsAMillionTimesBringsAboutAFewLooks() throws Exception {
        var channel = redis.channels().getFirst();
        var flooding = new AtomicBoolean(true);
        double before = looks(two, "nothing");
        long begun = System.nanoTime();
        try (var strangers = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < 2; i++) {
                strangers.execute(() -> {
                    while (flooding.get()) {
                        redis.publish(channel, new byte[0], 10_000);
                    }
                });
            }
            try {
                for (int i = 0; i < 3; i++) {
                    endOne();
                }
                await(() -> health().contains("degraded"));
                endOne();
            } finally {
                flooding.set(false);
            }
        }
        double looked = looks(two, "nothing") - before;

        assertThat(looked).isBetween(1.0, 2.0 + (System.nanoTime() - begun) / GAP_NANOS);
    }

    private static String health() {
        return two.http().get("/health").send().expect(200).text("/redis");
    }
}
