package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static ripcord.server.Eventually.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.config.Config;
import ripcord.server.database.PostgresServer;
import ripcord.server.database.PrimaryAndReplica;
import ripcord.server.redis.SlowProxy;

/// Two servers on one PostgreSQL, one of which reads from its replica.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicaTest {
    private static final String READS = "ripcord_store_replica_reads_total{outcome=";
    private static final AtomicInteger NAMES = new AtomicInteger();

    @TempDir
    static Path place;

    private static PrimaryAndReplica postgres;

    @TempDir
    Path folder;

    private SlowProxy way;
    private LiveServer writes;
    private LiveServer reads;

    @BeforeAll
    static void begin() {
        postgres = PrimaryAndReplica.start(place);
    }

    @AfterAll
    static void end() throws IOException {
        postgres.close();
        PostgresServer.dropAll();
    }

    @BeforeEach
    void start() {
        way = new SlowProxy(postgres.replicaPort());
        if (first == null) {
            first = place.resolve("first");
            writes = LiveServer.start(first, new Config.DatabaseServer(postgres.url(), postgres.user(), null));
        } else {
            writes = LiveServer.start(first, new Config.DatabaseServer(postgres.url(), postgres.user(), null));
        }
        reads = writes.another(
                folder, new Config.DatabaseServer(postgres.url(), postgres.user(), null, postgres.url(way.port())));
    }

    private static Path first;

    @AfterEach
    void stop() throws IOException {
        way.pass();
        reads.close();
        writes.close();
        way.close();
    }

    private static int check(LiveServer server, SignedIn signedIn) {
        return server.http()
                .get(LiveServer.ISSUER + "/auth/session")
                .cookie(signedIn.sessionCookie(), signedIn.sessionToken())
                .send()
                .status();
    }

    private SignedIn signIn() {
        return writes.signIn("alice" + NAMES.incrementAndGet());
    }

    private double counted(String outcome) {
        return reads.counted(READS + "\"" + outcome + "\"}");
    }

    private String health() {
        var answer = reads.http().get("/health").bearer(reads.rootKey()).send().expect(200);
        for (var check : answer.json().get("checks")) {
            if (check.get("name").stringValue().equals("replica")) {
                return check.get("status").stringValue() + " "
                        + check.get("detail").stringValue();
            }
        }
        throw new AssertionError("no check of the replica: " + answer.body());
    }

    /// Somebody signs in elsewhere, and is looked up here: at the replica, sooner or later.
    private void awaitReadFrom() throws InterruptedException {
        double before = counted("answered");
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        do {
            assertThat(System.nanoTime()).as(health()).isLessThan(until);
            var signedIn = signIn();
            postgres.awaitCaughtUp();
            assertThat(check(reads, signedIn)).isEqualTo(200);
        } while (counted("answered") == before);
    }

    @Test
    @Order(1)
    void aSessionIsLookedUpAtTheReplicaAndWhatThatLacksAtThePrimary() throws Exception {
        awaitReadFrom();
        var known = signIn();
        postgres.awaitCaughtUp();
        postgres.atReplica("select pg_wal_replay_pause()");
        try {
            assertThat(check(reads, known)).isEqualTo(200);
            // Nobody was told of it: the replica does not have it, and is not behind.
            for (int i = 0; i < 3; i++) {
                assertThat(check(reads, signIn())).isEqualTo(200);
            }

            writes.http()
                    .delete(LiveServer.TENANT + "/sessions/" + known.session())
                    .bearer(writes.rootKey())
                    .send()
                    .expect(200);

            assertThat(check(reads, known)).isEqualTo(401);
            double answered = counted("answered");
            for (int i = 0; i < 5; i++) {
                assertThat(check(reads, signIn())).isEqualTo(200);
            }
            assertThat(counted("answered")).isEqualTo(answered);
            await(() -> health().contains("behind"));
        } finally {
            postgres.atReplica("select pg_wal_replay_resume()");
        }
        awaitReadFrom();
        assertThat(health()).startsWith("ok");
    }

    private static String read(LiveServer server, String path) {
        return server.http()
                .get(LiveServer.TENANT + path)
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .body();
    }

    /// Reads what the other server would say, at the replica sooner or later.
    private void awaitReadAtReplica(String path) {
        await(() -> {
            double before = counted("answered");
            assertThat(read(reads, path)).as(path).isEqualTo(read(writes, path));
            return counted("answered") > before;
        });
    }

    @Test
    @Order(2)
    void listsAndExportsAreReadAtTheReplicaAndLackNothingThatWasAcknowledged() throws Exception {
        awaitReadFrom();
        var subject = signIn().subject();
        var whole = List.of("/sessions?subject=" + subject, "/subjects/" + subject + "/export", "/export");
        whole.forEach(this::awaitReadAtReplica);
        awaitReadAtReplica("/subjects?limit=200");
        awaitReadAtReplica("/policy/history");

        postgres.awaitCaughtUp();
        postgres.atReplica("select pg_wal_replay_pause()");
        try {
            // Nobody is told of that: to look sessions up the replica is as good as it was.
            var later = writes.signIn(subject).session();
            double answered = counted("answered");

            assertThat(whole).allSatisfy(path -> assertThat(read(reads, path)).contains(later));

            assertThat(counted("answered")).isEqualTo(answered);
        } finally {
            postgres.atReplica("select pg_wal_replay_resume()");
        }
        whole.forEach(this::awaitReadAtReplica);
    }

    @Test
    @Order(2)
    void aReplicaThatIsAwayIsLeftAloneAndComesBackByItself() throws Exception {
        awaitReadFrom();

        way.cut();

        for (int i = 0; i < 20; i++) {
            assertThat(check(reads, signIn())).isEqualTo(200);
        }
        await(() -> health().startsWith("warn"));
        reads.http().get("/health/ready").send().expect(200);
        way.pass();
        awaitReadFrom();
    }

    @Test
    @Order(3)
    void aReplicaThatHangsHoldsNobodyUpForLong() throws Exception {
        awaitReadFrom();

        way.delay(8_000);

        long longest = 0;
        for (int i = 0; i < 20; i++) {
            var signedIn = signIn();
            long begun = System.nanoTime();
            assertThat(check(reads, signedIn)).isEqualTo(200);
            longest = Math.max(longest, System.nanoTime() - begun);
        }
        assertThat(longest).isLessThan(Duration.ofSeconds(5).toNanos());
        assertThat(health()).startsWith("warn");
        way.delay(0);
        awaitReadFrom();
    }

    @Test
    @Order(4)
    void whatIsNoReplicaOfTheDatabaseIsRefusedInOneLine() {
        var other = PostgresServer.store(folder);
        assertThatThrownBy(() -> start(other.url()))
                .hasMessageStartingWith("--database-read-url: ")
                .hasMessageContaining("another database system");
        assertThatThrownBy(() -> start(postgres.url(postgres.replicaPort()) + "_missing"))
                .hasMessageStartingWith("--database-read-url: ")
                .hasMessageContaining("is not there");
        try (var server = start("jdbc:postgresql://localhost:1/ripcord")) {
            assertThat(check(server, signIn())).isEqualTo(200);
        }
    }

    private LiveServer start(String readUrl) {
        return writes.another(
                folder.resolve("other" + NAMES.incrementAndGet()),
                new Config.DatabaseServer(postgres.url(), postgres.user(), null, readUrl));
    }

    @Test
    @Order(5)
    void aReplicaThatWasPromotedIsNoneAnyMore() throws Exception {
        awaitReadFrom();

        postgres.atReplica("select pg_promote(true, 30)");

        for (int i = 0; i < 10; i++) {
            assertThat(check(reads, signIn())).isEqualTo(200);
        }
        await(() -> health().contains("no replica"));
        double answered = counted("answered");
        assertThat(check(reads, signIn())).isEqualTo(200);
        assertThat(counted("answered")).isEqualTo(answered);
    }
}
