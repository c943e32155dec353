package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static ripcord.server.Eventually.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.config.Config;
import ripcord.server.database.Database;
import ripcord.server.database.PgBouncer;
import ripcord.server.database.PostgresServer;
import ripcord.server.database.Store;
import ripcord.server.redis.RedisProcess;

/// Two servers whose connections are shared out by the transaction.
class PgBouncerTest {
    @TempDir
    Path folder;

    private Store.Server direct;
    private PgBouncer bouncer;

    @BeforeEach
    void start() {
        assumeTrue(PgBouncer.program().isPresent(), "not run: there is no pgbouncer (package pgbouncer)");
        direct = PostgresServer.empty(folder);
        bouncer = PgBouncer.start(folder, address().getPort());
    }

    @AfterEach
    void stop() {
        if (bouncer != null) {
            bouncer.close();
        }
    }

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    private URI address() {
        return URI.create(direct.url().substring("jdbc:".length()));
    }

    private String url() {
        return bouncer.url(address().getPath().substring(1));
    }

    private Config.DatabaseServer through(@Nullable String listenUrl) {
        return new Config.DatabaseServer(url(), direct.user(), null, null, listenUrl);
    }

    private static int check(LiveServer server, SignedIn signedIn) {
        return server.http()
                .get(LiveServer.ISSUER + "/auth/session")
                .cookie(signedIn.sessionCookie(), signedIn.sessionToken())
                .send()
                .status();
    }

    private static void end(LiveServer server, SignedIn signedIn) {
        server.http()
                .delete(LiveServer.TENANT + "/sessions/" + signedIn.session())
                .bearer(server.rootKey())
                .send()
                .expect(200);
    }

    /// From an empty database on: what one of them ends, the other refuses at once.
    private static void work(LiveServer one, LiveServer two, int times) {
        for (int i = 0; i < times; i++) {
            var ends = i % 2 == 0 ? one : two;
            var checks = i % 2 == 0 ? two : one;
            var signedIn = ends.signIn("alice" + i);
            assertThat(check(checks, signedIn)).isEqualTo(200);

            end(ends, signedIn);

            assertThat(check(checks, signedIn)).isEqualTo(401);
        }
    }

    @Test
    void twoServersAgreeThoughNobodyCanListen() throws Exception {
        try (var one = LiveServer.start(folder.resolve("one"), through(null));
                var two = one.another(folder.resolve("two"), through(null))) {
            work(one, two, 10);
            refreshAtBoth(one, two);
            one.http().get("/health/ready").send().expect(200);
        }
    }

    private static void refreshAtBoth(LiveServer one, LiveServer two) throws InterruptedException {
        var signedIn = one.signIn("default", "bob", "native");
        var successors = ConcurrentHashMap.<String>newKeySet();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var server : List.of(one, two, one, two)) {
                clients.execute(() -> successors.add(server.http()
                        .post(LiveServer.ISSUER + "/oauth/token")
                        .form(Map.of(
                                "grant_type",
                                "refresh_token",
                                "refresh_token",
                                signedIn.refreshToken(),
                                "client_id",
                                "default"))
                        .send()
                        .expect(200)
                        .text("/refresh_token")));
            }
        }
        assertThat(successors).hasSize(1);
    }

    /// The shortest of many: each would take a beat of both if nobody heard.
    @Test
    void serversThatListenPastThePoolAreQuick() {
        try (var one = LiveServer.start(folder.resolve("one"), through(direct.url()));
                var two = one.another(folder.resolve("two"), through(direct.url()))) {
            work(one, two, 4);
            long shortest = Long.MAX_VALUE;
            for (int i = 0; i < 20; i++) {
                var signedIn = one.signIn("carol" + i);
                long begun = System.nanoTime();
                end(one, signedIn);
                shortest = Math.min(shortest, System.nanoTime() - begun);
            }
            assertThat(PostgresServer.count(
                            "select count(*) from pg_stat_activity where application_name = 'ripcord ear'"
                                    + " and datname = '" + address().getPath().substring(1) + "'"))
                    .isEqualTo(2);
            assertThat(shortest).isLessThan(Duration.ofMillis(200).toNanos());
        }
    }

    @Test
    void serversThatShareARedisWakeEachOther() {
        try (var redis = RedisProcess.single()) {
            var shared = new Config.RedisServer(redis.url(), null);
            try (var one = LiveServer.start(folder.resolve("one"), through(null), shared);
                    var two = one.another(folder.resolve("two"), through(null), shared)) {
                await(() -> {
                    work(one, two, 2);
                    return Stream.of(one, two)
                            .allMatch(each ->
                                    each.counted("ripcord_store_looks_total{by=\"redis\",outcome=\"news\"}") > 3);
                });
            }
        }
    }

    /// Though whoever had the connection before may have set something else.
    @Test
    void whatIsWrittenIsDurableWhateverTheDatabaseWouldDoByItself() {
        PostgresServer.execute("alter database " + address().getPath().substring(1) + " set synchronous_commit = off");
        var store = new Store.Server(url(), direct.user(), null, folder.resolve("one"));
        try (var database = Database.open(store, Clock.systemUTC())) {
            database.join();
            PostgresServer.killAll(folder);
            for (int tries = 0; ; tries++) {
                try {
                    var setting = database.write(tx -> tx.sql()
                            .one("select current_setting('synchronous_commit')", row -> row.text(1))
                            .orElseThrow());
                    assertThat(setting).isEqualTo("on");
                    return;
                } catch (RuntimeException e) {
                    assertThat(tries).isLessThan(50);
                }
            }
        }
    }
}
