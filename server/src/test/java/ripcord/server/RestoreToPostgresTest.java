package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
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
import ripcord.server.config.Config;
import ripcord.server.database.PostgresServer;
import ripcord.server.database.Store;

/// A backup of a folder or of a database becomes a store in either, and a database that was restored by other means a
/// store that servers may begin on.
@ResourceLock(Resources.SYSTEM_ERR)
@ResourceLock(Resources.SYSTEM_OUT)
class RestoreToPostgresTest {
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

    private Path backup() {
        return folder.resolve("backup.db");
    }

    private Path another() throws IOException {
        var home = Files.createTempDirectory(folder, "home");
        Files.copy(folder.resolve("master.key"), home.resolve("master.key"));
        return home;
    }

    private static LiveServer on(Path home, Store.Server place) {
        return LiveServer.start(home, new Config.DatabaseServer(place.url(), place.user(), null));
    }

    private static LiveServer inFolder(Path home) {
        var clock = new MovableClock();
        clock.set(Instant.now());
        return LiveServer.start(home, clock);
    }

    private static Said run(Store.Server place, String... arguments) {
        var words = new ArrayList<>(List.of(arguments));
        words.addAll(List.of("--database-url", place.url(), "--database-user", place.user()));
        return Said.by(words.toArray(String[]::new));
    }

    private static void assertDone(Said said) {
        assertThat(said.code()).as(said.err()).isZero();
    }

    private static void assertRefused(Said said, String why) {
        assertThat(said.err()).startsWith("ripcord: ").contains(why).hasLineCount(1);
        assertThat(said.code()).as(said.err()).isEqualTo(2);
    }

    private void backUp() {
        assertDone(run(place, "backup", backup().toString()));
    }

    private Said restore(Path home, Store.Server to, String... more) {
        var words = new ArrayList<>(
                List.of("restore", "--data", home.resolve("data").toString()));
        words.addAll(List.of("--master-key-file", home.resolve("master.key").toString()));
        words.addAll(List.of(more));
        return run(to, words.toArray(String[]::new));
    }

    private static int session(LiveServer server, SignedIn who) {
        return server.http()
                .get(who.issuer() + "/auth/session")
                .cookie(who.sessionCookie(), who.sessionToken())
                .send()
                .status();
    }

    private static boolean isActive(LiveServer server, SignedIn who) {
        return server.http()
                .post(who.issuer() + "/oauth/introspect")
                .bearer(server.rootKey())
                .form(Map.of("token", who.accessToken()))
                .send()
                .expect(200)
                .json()
                .get("active")
                .booleanValue();
    }

    private static int refresh(LiveServer server, SignedIn who) {
        return server.http()
                .post(who.issuer() + "/oauth/token")
                .form(Map.of(
                        "grant_type", "refresh_token", "refresh_token", who.refreshToken(), "client_id", "default"))
                .send()
                .status();
    }

    private static String log(LiveServer server) throws IOException {
        try (var feed =
                server
                        .http()
                        .get("/feed?name=x&max_staleness_ms=2000&when_stale=reject")
                        .bearer(server.rootKey())
                        .stream()) {
            return feed.next("hello").data().get("log").asString();
        }
    }

    @Test
    void nobodyIsSignedOutOnTheWayFromAFolderToADatabaseToAFolder() throws IOException {
        SignedIn alice;
        SignedIn bob;
        try (var server = inFolder(folder)) {
            server.tenant("shop");
            alice = server.signIn("alice");
            bob = server.signIn("shop", "bob", "native");
        }
        assertDone(run(place, "migrate", "--data", data().toString()));
        SignedIn carol;
        String before;
        try (var server = on(folder, place)) {
            carol = server.signIn("carol");
            before = log(server);
            backUp();
            server.signIn("dave");
        }

        var home = another();
        assertDone(Said.by(
                "restore",
                backup().toString(),
                "--data",
                home.resolve("data").toString(),
                "--master-key-file",
                home.resolve("master.key").toString(),
                "--sessions",
                "keep"));
        try (var server = inFolder(home)) {
            assertKept(server, alice, bob, carol);
            assertThat(log(server)).isNotEqualTo(before);
        }

        var second = another();
        var other = PostgresServer.empty(second.resolve("data"));
        var said = restore(second, other, backup().toString(), "--sessions", "keep");
        assertDone(said);
        assertThat(said.out()).contains("Restored 2 tenants to " + other.url(), "New API key with all rights");
        try (var server = on(second, other)) {
            assertKept(server, alice, bob, carol);
            assertThat(log(server)).isNotEqualTo(before);
            server.signIn("erin");
        }
    }

    private static void assertKept(LiveServer server, SignedIn alice, SignedIn bob, SignedIn carol) {
        assertThat(session(server, alice)).isEqualTo(200);
        assertThat(session(server, carol)).isEqualTo(200);
        assertThat(isActive(server, alice)).isTrue();
        assertThat(refresh(server, bob)).isEqualTo(200);
    }

    @Test
    void everybodyIsSignedOutUnlessItIsToldToKeepThem() throws IOException {
        SignedIn alice;
        try (var server = on(folder, place)) {
            alice = server.signIn("alice");
            backUp();
        }
        var home = another();
        var other = PostgresServer.empty(home.resolve("data"));

        var said = restore(home, other, backup().toString());

        assertDone(said);
        assertThat(said.out()).contains("everybody is signed out");
        try (var server = on(home, other)) {
            assertThat(server.server().madeTheStore()).isFalse();
            assertThat(session(server, alice)).isEqualTo(401);
            assertThat(isActive(server, alice)).isFalse();
            server.signIn("bob");
        }
        assertThat(home.resolve("data/.restoring")).doesNotExist();
    }

    @Test
    void aDatabaseThatCannotTakeItIsLeftAlone() throws IOException {
        on(folder, place).close();
        backUp();
        var home = another();
        try (var server = on(folder, place)) {
            assertRefused(restore(home, place, backup().toString()), "holds a store");
            server.signIn("alice");
        }
        assertRefused(restore(home, place, backup().toString()), "holds a store");
        assertThat(home.resolve("data")).doesNotExist();

        var strange = Files.createDirectory(folder.resolve("strange"));
        on(strange, PostgresServer.empty(strange.resolve("data"))).close();
        var empty = PostgresServer.empty(folder.resolve("empty"));
        var said = restore(strange, empty, backup().toString());
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).startsWith("ripcord: master key").hasLineCount(1);
        assertRefused(restore(home, empty, "--in-place"), "holds no store");
        assertRefused(restore(home, empty), "FILE: not stated");
        assertRefused(restore(home, empty, "--in-place", backup().toString()), "takes no FILE");
        assertDone(restore(home, empty, backup().toString()));
    }

    @Test
    void aStoreThatWasRestoredFromADumpIsServedOnlyWhenThatWasSaid() throws IOException {
        SignedIn alice;
        String before;
        try (var server = on(folder, place)) {
            alice = server.signIn("alice");
            before = log(server);
        }
        var home = another();
        var copy = PostgresServer.copy(data(), home.resolve("data"));
        assertThatThrownBy(() -> on(home, copy)).hasMessageContaining("ripcord restore --in-place");
        on(folder, place).close();

        var said = restore(home, copy, "--in-place");

        assertDone(said);
        assertThat(said.out()).contains("Took 1 tenants in", "everybody is signed out", "New API key with all rights");
        try (var server = on(home, copy)) {
            assertThat(session(server, alice)).isEqualTo(401);
            assertThat(isActive(server, alice)).isFalse();
            assertThat(log(server)).isNotEqualTo(before);
            server.signIn("bob");
        }
    }

    /// Tokens that were given out since the dump went by the clock of a database that is gone.
    @Test
    void positionsOfARestoredDumpAreAboveWhatThatClockShowsThatIsFurthestAhead() throws IOException {
        on(folder, place).close();
        var home = another();
        var copy = PostgresServer.copy(data(), home.resolve("data"));
        var ahead = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(5));

        var _ = Restoration.inPlace(
                copy,
                new Restoration.Wish(home.resolve("master.key"), true),
                new Sources(ahead, System::nanoTime, new SecureRandom()));

        PostgresServer.executeIn(
                home.resolve("data"),
                "do $$ begin if (select seq from revocation_head) < (extract(epoch from now()) + 240) * 1000000"
                        + " then raise exception 'positions begin too low'; end if; end $$");
    }

    @Test
    void sessionsOfARestoredDumpAreKeptIfThatIsSaid() throws IOException {
        SignedIn alice;
        String before;
        try (var server = on(folder, place)) {
            alice = server.signIn("alice");
            before = log(server);
        }
        Files.copy(data().resolve("root.key"), folder.resolve("root.key"));
        var copy = PostgresServer.copy(data(), data());

        var said = restore(folder, copy, "--in-place", "--sessions", "keep");

        assertDone(said);
        assertThat(data().resolve("root.key")).hasSameTextualContentAs(folder.resolve("root.key"));
        try (var server = on(folder, copy)) {
            assertThat(session(server, alice)).isEqualTo(200);
            assertThat(refresh(server, alice)).isEqualTo(200);
            assertThat(log(server)).isNotEqualTo(before);
        }
    }

    @Test
    void aStoreThatAServerHasIsNotTakenForARestoredOne() {
        try (var server = on(folder, place)) {
            var alice = server.signIn("alice");
            long begun = System.nanoTime();

            assertRefused(restore(folder, place, "--in-place"), "is in use by a server");

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
            assertThat(session(server, alice)).isEqualTo(200);
        }
        PostgresServer.executeIn(
                data(), "insert into node (id, version, joined_at, beat, applied) values ('dead', '1', 1, 1, 1)");
        assertDone(restore(folder, place, "--in-place"));
    }
}
