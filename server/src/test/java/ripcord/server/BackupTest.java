package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A copy that is made while the server writes, and a store that is made from it.
@ResourceLock(Resources.SYSTEM_ERR)
@ResourceLock(Resources.SYSTEM_OUT)
class BackupTest {
    @TempDir
    Path folder;

    private Path backup() {
        return folder.resolve("backup.db");
    }

    private String said = "";

    private int run(String... arguments) {
        var outcome = Said.by(arguments);
        said = outcome.err();
        return outcome.code();
    }

    private int backUp() {
        return run("backup", "--data", folder.resolve("data").toString(), backup().toString());
    }

    private int restore(Path home, String... more) {
        var arguments = new java.util.ArrayList<>(java.util.List.of(
                "restore",
                backup().toString(),
                "--data",
                home.resolve("data").toString(),
                "--master-key-file",
                folder.resolve("master.key").toString()));
        arguments.addAll(java.util.List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    /// A home for a server whose master key is the first one's.
    private Path anotherHome() throws IOException {
        var home = Files.createDirectory(folder.resolve("another"));
        Files.copy(folder.resolve("master.key"), home.resolve("master.key"));
        return home;
    }

    private static int sessionOf(LiveServer server, LiveServer.SignedIn signedIn) {
        return server.http()
                .get("/t/default/auth/session")
                .cookie(signedIn.sessionCookie(), signedIn.sessionToken())
                .send()
                .status();
    }

    @Test
    void aCopyIsMadeWhileTheServerRunsAndIsForItsOwnerAlone() throws IOException {
        try (var server = live(folder)) {
            server.signIn("alice");

            assertThat(backUp()).as(said).isZero();

            server.signIn("bob");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup())))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("backup.db", "data", "events.jsonl", "master.key");
        }
    }

    @Test
    void aFileThatIsThereIsNotOverwritten() throws IOException {
        live(folder).close();
        Files.writeString(backup(), "precious");

        assertThat(backUp()).isEqualTo(2);

        assertThat(said).contains("never overwritten").hasLineCount(1);
        assertThat(backup()).hasContent("precious");
    }

    @Test
    void everybodyIsSignedOutByARestoreUnlessItIsToldToKeepThem() throws IOException {
        LiveServer.SignedIn alice;
        try (var server = live(folder)) {
            alice = server.signIn("alice");
            assertThat(backUp()).as(said).isZero();
        }
        var ended = anotherHome();

        assertThat(restore(ended)).as(said).isZero();

        try (var server = live(ended)) {
            assertThat(server.server().madeTheStore()).isFalse();
            assertThat(sessionOf(server, alice)).isEqualTo(401);
            assertThat(introspect(server, alice)).contains("\"active\":false");
            server.signIn("bob");
        }

        delete(ended.resolve("data"));
        assertThat(restore(ended, "--sessions", "keep")).as(said).isZero();
        try (var server = live(ended)) {
            assertThat(sessionOf(server, alice)).isEqualTo(200);
        }
    }

    private static String introspect(LiveServer server, LiveServer.SignedIn signedIn) {
        return server.http()
                .post("/t/default/oauth/introspect")
                .bearer(server.rootKey())
                .form(Map.of("token", signedIn.accessToken()))
                .send()
                .expect(200)
                .json()
                .toString();
    }

    @Test
    void theLogHasAnotherNameAfterARestore() throws IOException {
        String before;
        try (var server = live(folder)) {
            before = log(server);
            assertThat(backUp()).as(said).isZero();
        }
        var home = anotherHome();

        assertThat(restore(home, "--sessions", "keep")).as(said).isZero();

        try (var server = live(home)) {
            assertThat(log(server)).isNotEqualTo(before);
        }
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
    void anotherMasterKeyIsToldBeforeAnythingIsChanged() throws IOException {
        live(folder).close();
        assertThat(backUp()).as(said).isZero();
        live(Files.createDirectory(folder.resolve("stranger"))).close();
        var data = folder.resolve("restored");

        int code = run(
                "restore",
                backup().toString(),
                "--data",
                data.toString(),
                "--master-key-file",
                folder.resolve("stranger/master.key").toString());

        assertThat(code).isEqualTo(1);
        assertThat(said).startsWith("ripcord: master key").hasLineCount(1);
        assertThat(data).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ripcord.db-wal", "ripcord.db-shm", "ripcord.db-journal"})
    void whatIsLeftOfAnotherStoreIsNotMixedIntoThisOne(String left) throws IOException {
        live(folder).close();
        assertThat(backUp()).as(said).isZero();
        var home = anotherHome();
        Files.createDirectory(home.resolve("data"));
        Files.writeString(home.resolve("data").resolve(left), "of another store");

        assertThat(restore(home)).isEqualTo(2);

        assertThat(said)
                .contains(left + ", which is left of another store", "move it along")
                .hasLineCount(1);
        try (var files = Files.list(home.resolve("data"))) {
            assertThat(files).containsExactly(home.resolve("data").resolve(left));
        }
    }

    @Test
    void anEmptyFileIsNoBackup() throws IOException {
        live(folder).close();
        Files.createFile(backup());

        assertNoBackup();
    }

    @Test
    void anotherProgramsStoreIsNoBackup() throws Exception {
        live(folder).close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + backup());
                var statement = connection.createStatement()) {
            statement.executeUpdate("create table bookmark (url text)");
        }

        assertNoBackup();
    }

    private void assertNoBackup() throws IOException {
        var home = anotherHome();

        assertThat(restore(home)).isEqualTo(1);

        assertThat(said)
                .contains("is damaged or no store of Ripcord's")
                .doesNotContain("revocation_head")
                .hasLineCount(1);
        assertThat(home.resolve("data")).doesNotExist();
    }

    @Test
    void whoMayNotReadTheStoreIsToldSo() throws IOException, InterruptedException {
        live(folder).close();
        var store = folder.resolve("data/ripcord.db");
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("---------"));

        var outcome = Unprivileged.by(
                store, "backup", "--data", folder.resolve("data").toString(), backup().toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("ripcord: " + store + " cannot be read by user")
                .contains("run as the user that the server runs as");
        assertThat(backup()).doesNotExist();
    }

    @Test
    void whatTheServerIsToldInItsEnvironmentAndItsFileHoldsForCopiesToo() throws IOException {
        live(folder).close();
        var file = Files.writeString(folder.resolve("ripcord.toml"), "data = \"" + folder.resolve("data") + "\"\n");
        var told =
                Map.of("RIPCORD_MASTER_KEY_FILE", folder.resolve("master.key").toString());

        var copied = Said.by(Map.of("RIPCORD_CONFIG", file.toString()), "backup", backup().toString());
        var restored = Said.by(
                told,
                "restore",
                backup().toString(),
                "--data",
                folder.resolve("restored").toString());
        var wrong = Said.by(Map.of("RIPCORD_PORT", "x"), "backup", backup().toString());

        assertThat(copied.code()).as(copied.err()).isZero();
        assertThat(restored.code()).as(restored.err()).isZero();
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).startsWith("ripcord: RIPCORD_PORT: x");
    }

    @Test
    void aFolderWithAStoreIsRefused() {
        try (var server = live(folder)) {
            var alice = server.signIn("alice");
            assertThat(backUp()).as(said).isZero();

            assertThat(restore(folder)).isEqualTo(2);

            assertThat(said).contains("has a store").hasLineCount(1);
            assertThat(sessionOf(server, alice)).isEqualTo(200);
        }
    }

    @Test
    void aDamagedBackupIsRefused() throws IOException {
        live(folder).close();
        assertThat(backUp()).as(said).isZero();
        var home = anotherHome();
        var bytes = Files.readAllBytes(backup());
        java.util.Arrays.fill(bytes, 4096, bytes.length / 2, (byte) 7);
        Files.write(backup(), bytes);

        assertThat(restore(home)).isEqualTo(1);

        assertThat(said).contains("damaged").hasLineCount(1);
        assertThat(home.resolve("data/ripcord.db")).doesNotExist();
    }

    private static void delete(Path top) throws IOException {
        try (var files = Files.walk(top)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// With the clock of the command that is tried.
    private static LiveServer live(Path home) {
        var clock = new MovableClock();
        clock.set(java.time.Instant.now());
        return LiveServer.start(home, clock);
    }
}
