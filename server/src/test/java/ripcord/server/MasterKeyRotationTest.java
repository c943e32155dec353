package ripcord.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import ripcord.server.database.Database;
import ripcord.server.database.Store;
import ripcord.server.key.MasterKey;
import ripcord.server.key.Sealer;

/// Whatever a rotation of the master key is interrupted by, the next start has one that opens the store.
class MasterKeyRotationTest {
    @TempDir
    Path folder;

    private final Sources sources = new Sources(new MovableClock(), System::nanoTime, new SecureRandom());
    private String kid;
    private String former;

    @BeforeEach
    void makeAStore() throws IOException {
        try (var server = LiveServer.start(folder)) {
            kid = activeKid(server);
        }
        former = Files.readString(file());
    }

    private Path file() {
        return folder.resolve("master.key");
    }

    private Path next() {
        return folder.resolve("master.key.next");
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static String activeKid(LiveServer server) {
        return server.http()
                .get(LiveServer.TENANT + "/keys")
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .text("/items/0/kid");
    }

    private void assertThatTheServerStartsWithItsKeys() {
        try (var server = LiveServer.start(folder)) {
            assertThat(activeKid(server)).isEqualTo(kid);
            assertThat(server.http()
                            .get(LiveServer.TENANT + "/keys")
                            .bearer(server.rootKey())
                            .send()
                            .body())
                    .doesNotContain("does_not_open");
            server.signIn("alice");
        }
        assertThat(next()).doesNotExist();
    }

    @Test
    void nothingIsSealedUnderAKeyThatCannotTakeThePlaceOfTheFormerOne() throws IOException {
        // The name under which the former key is kept would be longer than a file system takes.
        var unfit = folder.resolve("k".repeat(240));
        Files.move(file(), unfit);

        assertThatThrownBy(() -> MasterKeyRotation.of(new Store.Folder(data()), unfit, sources))
                .hasMessageContaining("cannot be replaced where it is, nothing was changed");

        Files.move(unfit, file());
        assertThatTheServerStartsWithItsKeys();
    }

    @Test
    void everyKeyIsSealedUnderAnotherMasterKey() throws IOException {
        var done = MasterKeyRotation.of(new Store.Folder(data()), file(), sources);

        assertThat(done.signingKeys()).isEqualTo(2);
        assertThat(done.tokenKeys()).isEqualTo(1);
        assertThat(Files.readString(file())).isNotEqualTo(former);
        assertThat(Files.readString(done.former())).isEqualTo(former);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThatTheServerStartsWithItsKeys();
        Files.copy(done.former(), file(), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> LiveServer.start(folder)).hasMessageContaining("does not open this store");
    }

    @Test
    void aKillBeforeTheCommitLeavesTheFormerKey() throws IOException {
        try (var database = Database.open(data(), sources.clock())) {
            MasterKeyRotation.file(database, file(), sources).successor(sources.random());
        }

        assertThatTheServerStartsWithItsKeys();
        assertThat(Files.readString(file())).isEqualTo(former);
    }

    @Test
    void aKillAfterTheCommitLeavesTheNewKey() throws IOException {
        interruptedAfterTheCommit();

        assertThatTheServerStartsWithItsKeys();
        assertThat(Files.readString(file())).isNotEqualTo(former);
    }

    @Test
    void aRotationAfterAnInterruptedOneGoesOnFromThere() {
        interruptedAfterTheCommit();

        assertThat(MasterKeyRotation.of(new Store.Folder(data()), file(), sources)
                        .shut())
                .isZero();
        assertThatTheServerStartsWithItsKeys();
    }

    private void interruptedAfterTheCommit() {
        try (var database = Database.open(data(), sources.clock())) {
            var next = MasterKeyRotation.file(database, file(), sources).successor(sources.random());
            MasterKeyRotation.seal(
                    database, new Sealer(MasterKey.read(file()), sources.random()), new Sealer(next, sources.random()));
        }
    }

    @Test
    void aFailureWithinTheTransactionChangesNothing() throws IOException {
        try (var database = Database.open(data(), sources.clock())) {
            var next = MasterKeyRotation.file(database, file(), sources).successor(sources.random());
            var wrong = new Sealer(next, sources.random());
            assertThatThrownBy(() -> MasterKeyRotation.seal(database, wrong, wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        assertThatTheServerStartsWithItsKeys();
        assertThat(Files.readString(file())).isEqualTo(former);
    }

    private record Outcome(int code, String out, String err) {}

    private Outcome run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var command = new MasterKeyCommand(
                Map.of(), sources, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        int code = new CommandLine(command.command()).execute(arguments);
        return new Outcome(code, out.toString(UTF_8), err.toString(UTF_8));
    }

    private Outcome rotate(Path data, Path key) {
        return run("rotate", "--data", data.toString(), "--master-key-file", key.toString());
    }

    @Test
    void aMasterKeyIsMadeBeforeThereIsAStore() throws IOException {
        var file = folder.resolve("secrets/shared.key");

        var outcome = run("create", "--master-key-file", file.toString());

        assertThat(outcome.code).as(outcome.err).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(outcome.out)
                .contains(file.toString())
                .doesNotContain(Files.readString(file).strip());
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
        var home = Files.createDirectory(folder.resolve("home"));
        Files.copy(file, home.resolve("master.key"));
        LiveServer.start(home).close();
        assertThat(home.resolve("master.key")).hasSameTextualContentAs(file);
    }

    @Test
    void aMasterKeyIsNeverMadeOverAnother() throws IOException {
        var outcome = run("create", "--master-key-file", file().toString());

        assertThat(outcome.code).isEqualTo(2);
        assertThat(outcome.err).hasLineCount(1).contains("is there already");
        assertThat(Files.readString(file())).isEqualTo(former);
    }

    @Test
    void theCommandSaysWhereTheKeysAre() {
        var outcome = rotate(data(), file());

        assertThat(outcome.code).isZero();
        assertThat(outcome.out)
                .contains("Sealed 2 signing keys and 1 token keys")
                .contains(file().toString())
                .doesNotContain(former.strip());
        assertThatTheServerStartsWithItsKeys();
    }

    @Test
    void aServerThatRunsKeepsItsMasterKey() throws IOException {
        try (var server = LiveServer.start(folder)) {
            var outcome = rotate(data(), file());

            assertThat(outcome.code).isEqualTo(2);
            assertThat(outcome.err).hasLineCount(1).contains("in use by another server");
            assertThat(activeKid(server)).isEqualTo(kid);
        }
        assertThat(Files.readString(file())).isEqualTo(former);
    }

    @Test
    void aWrongMasterKeyIsOneClearLineAndChangesNothing() throws IOException {
        var wrong = folder.resolve("wrong.key");
        MasterKey.readOrCreate(wrong, sources.random());

        var outcome = rotate(data(), wrong);

        assertThat(outcome.code).isEqualTo(2);
        assertThat(outcome.err).hasLineCount(1).contains("wrong.key does not open this store");
        assertThat(folder.resolve("wrong.key.next")).doesNotExist();
        assertThat(rotate(data(), folder.resolve("none.key")).err)
                .hasLineCount(1)
                .contains("does not exist");
        assertThatTheServerStartsWithItsKeys();
    }

    @Test
    void aFolderWithoutAStoreStaysOne() {
        var empty = folder.resolve("empty");

        var outcome = rotate(empty, file());

        assertThat(outcome.code).isEqualTo(2);
        assertThat(outcome.err).hasLineCount(1).contains("holds no store");
        assertThat(empty).doesNotExist();
    }
}
