package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.cli.Terminal.People;
import ripcord.server.config.Config;
import ripcord.server.database.PostgresServer;
import ripcord.server.database.Store;
import ripcord.server.spec.Answer;
import tools.jackson.databind.json.JsonMapper;

/// A store is moved to PostgreSQL, and nobody notices but the operator.
@ResourceLock(Resources.SYSTEM_ERR)
@ResourceLock(Resources.SYSTEM_OUT)
class MigrateTest {
    private static final String FEED = "/feed?name=shop-1&max_staleness_ms=2000&when_stale=reject";

    @TempDir
    Path folder;

    private Store.Server place;

    @BeforeEach
    void makeADatabase() {
        place = PostgresServer.empty(data());
    }

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    private Path data() {
        return folder.resolve("data");
    }

    private LiveServer onSqlite() {
        var clock = new MovableClock();
        clock.set(Instant.now());
        return LiveServer.start(folder, clock);
    }

    private LiveServer onPostgres() {
        return LiveServer.start(folder, new Config.DatabaseServer(place.url(), place.user(), null));
    }

    private Said migrate(String... more) {
        return migrateTo(place.url(), place.user(), more);
    }

    private Said migrateTo(String url, String user, String... more) {
        var words = new ArrayList<>(
                List.of("migrate", "--data", data().toString(), "--database-url", url, "--database-user", user));
        words.addAll(List.of(more));
        return Said.by(words.toArray(String[]::new));
    }

    private static Answer refresh(LiveServer server, SignedIn who, String token) {
        return server.http()
                .post(who.issuer() + "/oauth/token")
                .form(Map.of("grant_type", "refresh_token", "refresh_token", token, "client_id", "default"))
                .send();
    }

    private static boolean isActive(LiveServer server, SignedIn who, String token) {
        return server.http()
                .post(who.issuer() + "/oauth/introspect")
                .bearer(server.rootKey())
                .form(Map.of("token", token))
                .send()
                .expect(200)
                .json()
                .get("active")
                .booleanValue();
    }

    private static int session(LiveServer server, SignedIn who) {
        return server.http()
                .get(who.issuer() + "/auth/session")
                .cookie(who.sessionCookie(), who.sessionToken())
                .send()
                .status();
    }

    private static long end(LiveServer server, SignedIn who) {
        return server.http()
                .delete("/admin/v1/tenants/" + who.tenant() + "/sessions/" + who.session())
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json()
                .get("seq")
                .longValue();
    }

    private static int list(LiveServer server, String tenant, String key) {
        return server.http()
                .get("/admin/v1/tenants/" + tenant + "/sessions")
                .bearer(key)
                .send()
                .status();
    }

    @Test
    void everyCredentialWorksAfterwardsAndWhatWasEndedStaysEnded() throws IOException {
        SignedIn alice;
        SignedIn bob;
        SignedIn carol;
        SignedIn dave;
        String bobs;
        String shops;
        String last;
        String root;
        try (var server = onSqlite()) {
            server.tenant("shop");
            alice = server.signIn("alice");
            bob = server.signIn("shop", "bob", "native");
            carol = server.signIn("shop", "carol", "native");
            dave = server.signIn("dave");
            bobs = refresh(server, bob, bob.refreshToken()).expect(200).text("/refresh_token");
            shops = server.apiKey(List.of("shop"), List.of("sessions.read"));
            root = server.rootKey();
            end(server, carol);
            server.http()
                    .put(LiveServer.TENANT + "/subjects/dave")
                    .bearer(root)
                    .json(Map.of(
                            "disabled", true, "roles", List.of(), "entitlements", List.of(), "attributes", Map.of()))
                    .send()
                    .expect(200);
            try (var feed = server.http().get(LiveServer.ISSUER + FEED).bearer(root).stream()) {
                feed.next("snapshot");
                end(server, server.signIn("erin"));
                last = feed.next("entries").id();
            }
            end(server, server.signIn("frank"));
        }

        var said = migrate();

        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out())
                .startsWith("Moved ")
                .contains(" tables to " + place.url())
                .hasLineCount(1);
        assertThat(said.err()).isEmpty();
        try (var server = onPostgres()) {
            assertThat(server.rootKey()).isEqualTo(root);
            assertThat(server.http()
                            .get("/admin/v1/verifiers")
                            .bearer(root)
                            .send()
                            .body())
                    .as("who may still accept is waited for")
                    .contains("shop-1");
            assertThat(session(server, alice)).isEqualTo(200);
            assertThat(isActive(server, alice, alice.accessToken())).isTrue();
            assertThat(isActive(server, bob, bob.accessToken())).isTrue();
            refresh(server, bob, bobs).expect(200);
            assertThat(isActive(server, carol, carol.accessToken())).isFalse();
            assertThat(refresh(server, carol, carol.refreshToken()).status()).isNotEqualTo(200);
            assertThat(session(server, dave)).isEqualTo(401);
            assertThat(isActive(server, dave, dave.accessToken())).isFalse();
            assertThat(list(server, "shop", shops)).isEqualTo(200);
            assertThat(list(server, "default", shops)).isEqualTo(403);
            long missed = end(server, server.signIn("grace"));
            assertThatTheFeedGoesOn(server, last, missed);
        }
        try (var again = onPostgres()) {
            assertThat(session(again, alice)).isEqualTo(200);
        }
    }

    /// A verifier that was away meanwhile gets what it missed, on either store, and no snapshot.
    private static void assertThatTheFeedGoesOn(LiveServer server, String last, long newest) throws IOException {
        try (var feed =
                server
                        .http()
                        .get(LiveServer.ISSUER + FEED)
                        .bearer(server.rootKey())
                        .header("Last-Event-ID", last)
                        .stream()) {
            var resumed = feed.next(event -> List.of("snapshot", "entries").contains(event.name()));
            assertThat(resumed.name()).isEqualTo("entries");
            assertThat(resumed.data().get("entries")).hasSize(2);
            assertThat(resumed.data().get("seq").longValue()).isEqualTo(newest);
        }
    }

    @Test
    void theReportHasEveryTable() {
        onSqlite().close();

        var said = migrate("--json");
        var again = migrate("--json");

        var report = new JsonMapper().readTree(said.out());
        assertThat(report.get("done_before").booleanValue()).isFalse();
        assertThat(report.get("to").stringValue()).isEqualTo(place.url());
        long rows = report.get("tables")
                .valueStream()
                .mapToLong(table -> table.get("rows").longValue())
                .sum();
        assertThat(report.get("rows").longValue()).isEqualTo(rows).isGreaterThan(5);
        assertThat(report.get("tables").findValuesAsString("table")).contains("tenant", "session", "signing_key");
        assertThat(again.code()).isZero();
        assertThat(new JsonMapper().readTree(again.out()).get("done_before").booleanValue())
                .isTrue();
    }

    @Test
    void aTerminalIsShownHowFarItIs() {
        onSqlite().close();
        var typed = new Typed(folder, java.time.Clock.systemUTC());

        var shown = typed.run(
                new People(false, false, true, 80),
                "",
                "migrate",
                "--data",
                data().toString(),
                "--database-url",
                place.url(),
                "--database-user",
                place.user());

        assertThat(shown.code()).isZero();
        assertThat(shown.err())
                .contains("copying [", "comparing [##############", "100 %", " rows")
                .endsWith("\r\u001b[K")
                .doesNotContain("\n");
    }

    @Test
    void theCommandsThatMeetAMovedStoreSaySo() throws IOException {
        onSqlite().close();
        assertThat(migrate().code()).isZero();
        var key = folder.resolve("master.key").toString();

        var served = Said.by("serve", "--data", data().toString(), "--master-key-file", key);
        var rotated = Said.by("master-key", "rotate", "--data", data().toString(), "--master-key-file", key);
        var looked = Said.by("doctor", "--data", data().toString(), "--master-key-file", key);
        var copied = Said.by(
                "backup", "--data", data().toString(), folder.resolve("b.db").toString());
        Files.delete(data().resolve("ripcord.db"));
        var restored = Said.by(
                "restore", folder.resolve("b.db").toString(), "--data", data().toString(), "--master-key-file", key);

        assertThat(List.of(served, rotated, restored)).allSatisfy(said -> {
            assertThat(said.code()).isEqualTo(2);
            assertThat(said.err())
                    .startsWith("ripcord: data: ")
                    .contains("was moved to")
                    .hasLineCount(1);
        });
        assertThat(looked.code()).isEqualTo(1);
        assertThat(looked.out()).contains("was moved to");
        assertThat(copied.code()).as("to go back one needs a backup").isZero();
    }

    @Test
    void whatIsStatedWronglyIsOneLineAndQuickAndChangesNothing() throws IOException {
        onSqlite().close();
        var password = folder.resolve("no-password");
        PostgresServer.execute("create role reader login");
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var frozen = "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/x";

            assertWrong(migrateTo("jdbc:postgresql://127.0.0.1:1/x", "x"), "cannot be reached");
            assertWrong(migrateTo(frozen, "x"), "--database-url: " + frozen);
            assertWrong(migrateTo(place.url() + "_missing", place.user()), "is not there");
            assertWrong(migrateTo(place.url(), "nobody_at_all"), "--database-user, --database-password-file: refused");
            assertWrong(migrateTo(place.url(), "reader"), "--database-user: may not do what a store needs");
            assertWrong(migrate("--database-password-file", password.toString()), "cannot be read");
            assertWrong(migrateTo("http://localhost/x", "x"), "--database-url: http://localhost/x");
            assertWrong(
                    Said.by("migrate", "--data", data().toString()),
                    "--database-url: not stated (expected: jdbc:postgresql://");
            assertWrong(
                    Said.by("migrate", "--data", folder.resolve("none").toString(), "--database-url", place.url()),
                    "holds no store");
        }
        try (var server = onSqlite()) {
            server.signIn("alice");
        }
    }

    private static void assertWrong(Said said, String why) {
        assertThat(said.err()).startsWith("ripcord: --").contains(why).hasLineCount(1);
        assertThat(said.code()).as(said.err()).isEqualTo(2);
    }

    @Test
    void aServerThatRunsIsToldOf() {
        try (var server = onSqlite()) {
            long begun = System.nanoTime();

            var said = migrate();

            assertThat(said.code()).isEqualTo(2);
            assertThat(said.err()).contains("in use by another server").hasLineCount(1);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
            server.signIn("alice");
        }
    }
}
