package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Eventually.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import ripcord.server.config.Config;
import ripcord.server.database.PostgresServer;
import ripcord.server.redis.SlowProxy;

/// A server that was away for longer than changes are kept, or while the master key was replaced, comes back to a store
/// that has lost nothing: it begins anew, and nobody else notices.
@ResourceLock(Resources.SYSTEM_ERR)
@ResourceLock(Resources.SYSTEM_OUT)
class LateServerTest {
    private static final String DEGRADED = "Ripcord-Degraded";
    private static final String NOTHING_LOST = "do $$ begin if exists (select 1 from loss)"
            + " then raise exception 'a loss is told of where nothing is lost'; end if; end $$";

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private Path home;
    private SlowProxy way;
    private Config.DatabaseServer database;
    private Config.DatabaseServer through;
    private LiveServer near;
    private LiveServer far;
    private final CountDownLatch farBeginsAnew = new CountDownLatch(1);
    private final AtomicReference<String> lostNear = new AtomicReference<>("");

    @BeforeEach
    void start() {
        home = folder.resolve("near");
        var store = PostgresServer.store(home.resolve("data"));
        var url = URI.create(store.url().substring("jdbc:".length()));
        way = new SlowProxy(url.getPort());
        database = new Config.DatabaseServer(store.url(), store.user(), null);
        through = new Config.DatabaseServer(
                "jdbc:postgresql://localhost:" + way.port() + url.getPath(), store.user(), null);
        near = LiveServer.start(home, database);
        far = near.another(folder.resolve("far"), through, clock);
        far.server().onLost(_ -> farBeginsAnew.countDown());
    }

    @AfterEach
    void stop() throws IOException {
        way.pass();
        far.close();
        near.close();
        way.close();
    }

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    private void cutOff() {
        way.cut();
        await(() -> far.http().get("/health/live").send().header(DEGRADED).isPresent());
    }

    private String log() throws IOException {
        try (var feed =
                near
                        .http()
                        .get("/feed?name=x&max_staleness_ms=2000&when_stale=reject")
                        .bearer(near.rootKey())
                        .stream()) {
            return feed.next("hello").data().get("log").asString();
        }
    }

    private static int session(LiveServer server, LiveServer.SignedIn who) {
        return server.http()
                .get(who.issuer() + "/auth/session")
                .cookie(who.sessionCookie(), who.sessionToken())
                .send()
                .status();
    }

    private static void end(LiveServer server, LiveServer.SignedIn who) {
        server.http()
                .delete(LiveServer.TENANT + "/sessions/" + who.session())
                .bearer(server.rootKey())
                .send()
                .expect(200);
    }

    /// It comes back, and is a server like any other; the one that was there all the time never begins anew.
    private void assertOnlyTheLateOneBeginsAnew(LiveServer.SignedIn alice, LiveServer.SignedIn bob, String log)
            throws Exception {
        near.server().onLost(lostNear::set);
        way.pass();
        assertThat(farBeginsAnew.await(20, TimeUnit.SECONDS)).isTrue();
        far.close();
        far = LiveServer.start(folder.resolve("far"), through);

        assertThat(session(far, alice)).isEqualTo(200);
        assertThat(session(far, bob)).isEqualTo(401);
        var carol = far.signIn("carol");
        end(near, carol);
        assertThat(session(far, carol)).isEqualTo(401);
        assertThat(lostNear.get()).isEmpty();
        assertThat(log()).isEqualTo(log);
        PostgresServer.executeIn(home.resolve("data"), NOTHING_LOST);
    }

    @Test
    void aServerThatWasAwayForLongerThanChangesAreKeptMakesNobodyElseBeginAnew() throws Exception {
        var alice = near.signIn("alice");
        var bob = near.signIn("bob");
        var log = log();
        cutOff();
        end(near, bob);
        // As ten minutes and a sweep leave it.
        PostgresServer.executeIn(home.resolve("data"), "delete from change where seq < (select max(seq) from change)");

        assertOnlyTheLateOneBeginsAnew(alice, bob, log);
    }

    @Test
    void whatEndedByItselfWhileAMachineSleptIsNotTakenForLost() throws Exception {
        var alice = near.signIn("alice");
        var bob = near.signIn("bob");
        end(near, bob);
        var log = log();
        cutOff();
        clock.advance(Duration.ofMinutes(80));
        near.policy("default", "session", "idle", "PT5M");
        PostgresServer.executeIn(
                home.resolve("data"),
                "delete from change where seq < (select max(seq) from change); delete from revocation");

        assertOnlyTheLateOneBeginsAnew(alice, bob, log);
    }

    /// A store that was just moved to a database has told nobody anything: the first change is as easily missed as
    /// others.
    @Test
    void aServerThatHasSeenNoChangeYetIsLateToo() throws Exception {
        var made = near.http()
                .post("/admin/v1/api-keys")
                .bearer(near.rootKey())
                .json(Map.of("name", "x", "tenants", List.of("default"), "rights", List.of("introspect")))
                .send()
                .expect(201);
        far.close();
        near.close();
        PostgresServer.executeIn(home.resolve("data"), "delete from change where seq > 1");
        near = LiveServer.start(home, database);
        far = LiveServer.start(folder.resolve("far"), through);
        far.server().onLost(_ -> farBeginsAnew.countDown());
        assertThat(keys(far, made.text("/key"))).isEqualTo(200);
        cutOff();
        near.http()
                .delete("/admin/v1/api-keys/" + made.text("/api_key/id"))
                .bearer(near.rootKey())
                .send()
                .expect(204);
        near.policy("default", "session", "idle", "PT5M");
        PostgresServer.executeIn(home.resolve("data"), "delete from change where seq < (select max(seq) from change)");

        way.pass();

        assertThat(farBeginsAnew.await(20, TimeUnit.SECONDS)).isTrue();
        far.close();
        far = LiveServer.start(folder.resolve("far"), through);
        assertThat(keys(far, made.text("/key"))).isEqualTo(401);
    }

    private static int keys(LiveServer server, String apiKey) {
        return server.http()
                .post(LiveServer.ISSUER + "/oauth/introspect")
                .bearer(apiKey)
                .form(Map.of("token", "x"))
                .send()
                .status();
    }

    @Test
    void aServerThatWasAwayWhileTheMasterKeyWasReplacedMakesNobodyElseBeginAnew() throws Exception {
        var alice = near.signIn("alice");
        var bob = near.signIn("bob");
        end(near, bob);
        var log = log();
        cutOff();

        replaceTheMasterKey();

        assertOnlyTheLateOneBeginsAnew(alice, bob, log);
    }

    /// While nobody is there who knows of it, a server that is cut off goes on by what it has in memory.
    @Test
    void whoeverEndsSomethingAfterTheMasterKeyWasReplacedIsToldOfAServerThatIsStillCutOff() throws Exception {
        near.policy("default", "revocation", "max_staleness", "PT60S");
        near.policy("default", "outage", "answer_from_memory_for", "PT60S");
        var alice = near.signIn("alice");
        assertThat(session(far, alice)).isEqualTo(200);
        cutOff();

        replaceTheMasterKey();

        var ended = near.http()
                .delete(LiveServer.TENANT + "/sessions/" + alice.session())
                .bearer(near.rootKey())
                .send()
                .expect(200);
        assertThat(session(far, alice)).isEqualTo(200);
        assertThat(ended.header(DEGRADED).orElse("")).startsWith("servers;accepted_ms=");
    }

    private void replaceTheMasterKey() throws IOException {
        near.close();
        var next = home.resolve("master.key.next");
        assertThat(Said.by("master-key", "create", "--master-key-file", next.toString())
                        .code())
                .isZero();
        Files.copy(next, folder.resolve("far/master.key.next"));
        var said = Said.by(
                "master-key",
                "rotate",
                "--master-key-file",
                home.resolve("master.key").toString(),
                "--database-url",
                database.url(),
                "--database-user",
                database.user());
        assertThat(said.code()).as(said.err()).isZero();
        near = LiveServer.start(home, database);
    }
}
