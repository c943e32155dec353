package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Eventually.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.config.Config;
import ripcord.server.database.PostgresServer;
import ripcord.server.database.Store;
import ripcord.server.database.StoreReader;

/// Commands on a database, as processes that are killed at one moment after the other: what is there then is as before,
/// or as it is to be, and the same command, typed again, does it or says in one line that it was done.
class KilledCommandsTest {
    private static final long SEED = 20261122;
    private static final int KILLS = 3;
    private static final int PART_MS = 300;

    private final Random random = new Random(SEED);

    @TempDir
    Path folder;

    private Path home;
    private Store.Server place;
    private SignedIn alice;

    @BeforeEach
    void makeAStore() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
        place = PostgresServer.store(home.resolve("data"));
        try (var server = on(home, place)) {
            alice = server.signIn("alice");
        }
    }

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    private static LiveServer on(Path home, Store.Server place) {
        return LiveServer.start(home, new Config.DatabaseServer(place.url(), place.user(), null));
    }

    private static int session(LiveServer server, SignedIn who) {
        return server.http()
                .get(who.issuer() + "/auth/session")
                .cookie(who.sessionCookie(), who.sessionToken())
                .send()
                .status();
    }

    private Process start(Store.Server at, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        command.addAll(List.of("--database-url", at.url(), "--database-user", at.user()));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("complaints").toFile())
                .redirectOutput(folder.resolve("said").toFile())
                .start();
    }

    /// Looks at what is there.
    private interface Look {
        void look() throws IOException;
    }

    /// Kills it at later and later moments of its life, and then lets it come to its end.
    ///
    /// @param done what it says when it had come to its end before it was killed
    private void killAgainAndAgain(Store.Server at, Look look, String done, String... arguments) throws Exception {
        boolean ended = false;
        for (int kill = 0; kill < KILLS && !ended; kill++) {
            var process = start(at, arguments);
            try {
                awaitConnected(process, at);
                ended = process.waitFor(
                        random.nextInt(1 + PART_MS * kill, PART_MS * (kill + 1)), TimeUnit.MILLISECONDS);
            } finally {
                process.destroyForcibly().waitFor();
            }
            look.look();
            if (ended) {
                assertEnded(process.exitValue(), done);
            }
        }
        if (!ended) {
            assertEnded(start(at, arguments).waitFor(), done);
        }
        look.look();
    }

    private void assertEnded(int code, String done) throws IOException {
        if (code != 0) {
            assertThat(Files.readAllLines(folder.resolve("complaints")).stream()
                            .filter(line -> !line.contains("fsync")))
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .startsWith("ripcord: ")
                    .contains(done);
            assertThat(code).isEqualTo(2);
        }
    }

    private static void awaitConnected(Process process, Store.Server at) {
        var name = at.url().substring(at.url().lastIndexOf('/') + 1).replaceFirst("\\?.*", "");
        await(() -> !process.isAlive()
                || PostgresServer.count("select count(*) from pg_stat_activity where datname = '" + name + "'") > 0);
    }

    @Test
    void aBackupIsWholeOrNotThere() throws Exception {
        var file = folder.resolve("backup.db");
        Look look = () -> {
            if (Files.exists(file)) {
                StoreReader.check(file);
            }
        };

        killAgainAndAgain(place, look, "is never overwritten", "backup", file.toString());

        assertThat(file).exists();
        try (var files = Files.list(folder)) {
            assertThat(files.map(each -> each.getFileName().toString())).noneMatch(name -> name.contains(".part"));
        }
    }

    @Test
    void aRestoredDatabaseHasAllOfTheStoreOrNoneOfIt() throws Exception {
        var backup = folder.resolve("backup.db").toString();
        assertThat(start(place, "backup", backup).waitFor()).isZero();
        var other = Files.createDirectory(folder.resolve("other"));
        Files.copy(home.resolve("master.key"), other.resolve("master.key"));
        var to = PostgresServer.empty(other.resolve("data"));

        killAgainAndAgain(
                to,
                () -> assertThat(other.resolve("data/ripcord.db")).doesNotExist(),
                "holds a store",
                "restore",
                backup,
                "--sessions",
                "keep",
                "--data",
                other.resolve("data").toString(),
                "--master-key-file",
                other.resolve("master.key").toString());

        try (var server = on(other, to)) {
            assertThat(session(server, alice)).isEqualTo(200);
            server.signIn("bob");
        }
        try (var files = Files.list(other.resolve("data"))) {
            assertThat(files.map(each -> each.getFileName().toString())).noneMatch(name -> name.contains("restoring"));
        }
    }

    @Test
    void aStoreThatIsTakenForARestoredOneIsSoOrNot() throws Exception {
        var other = Files.createDirectory(folder.resolve("other"));
        Files.copy(home.resolve("master.key"), other.resolve("master.key"));
        var to = PostgresServer.copy(home.resolve("data"), other.resolve("data"));

        killAgainAndAgain(
                to,
                () -> {},
                "nothing",
                "restore",
                "--in-place",
                "--data",
                other.resolve("data").toString(),
                "--master-key-file",
                other.resolve("master.key").toString());

        try (var server = on(other, to)) {
            assertThat(session(server, alice)).isEqualTo(401);
            server.signIn("bob");
        }
    }

    @Test
    void everythingIsSealedUnderOneOfTwoMasterKeys() throws Exception {
        var key = home.resolve("master.key");
        var next = home.resolve("master.key.next");
        assertThat(Said.by("master-key", "create", "--master-key-file", next.toString())
                        .code())
                .isZero();

        killAgainAndAgain(
                place,
                () -> {},
                "opens this store already",
                "master-key",
                "rotate",
                "--master-key-file",
                key.toString());

        Files.delete(key);
        try (var server = on(home, place)) {
            assertThat(session(server, alice)).isEqualTo(200);
            assertThat(server.http()
                            .get(LiveServer.TENANT + "/keys")
                            .bearer(server.rootKey())
                            .send()
                            .expect(200)
                            .body())
                    .doesNotContain("does_not_open");
            server.signIn("bob");
        }
    }
}
