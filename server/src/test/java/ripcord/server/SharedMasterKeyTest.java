package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
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

/// The master key of several servers is replaced, and whatever interrupts that, each of them opens the store.
@ResourceLock(Resources.SYSTEM_ERR)
@ResourceLock(Resources.SYSTEM_OUT)
class SharedMasterKeyTest {
    @TempDir
    Path folder;

    private Store.Server place;
    private Path one;
    private Path two;
    private SignedIn alice;

    @BeforeEach
    void makeAStoreOfTwoServers() throws IOException {
        one = Files.createDirectory(folder.resolve("one"));
        two = folder.resolve("two");
        place = PostgresServer.empty(one.resolve("data"));
        try (var first = on(one);
                var _ = first.another(two, database())) {
            alice = first.signIn("alice");
        }
    }

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    private Config.DatabaseServer database() {
        return new Config.DatabaseServer(place.url(), place.user(), null);
    }

    private LiveServer on(Path home) {
        return LiveServer.start(home, database());
    }

    private static Path key(Path home) {
        return home.resolve("master.key");
    }

    private static Path next(Path home) {
        return home.resolve("master.key.next");
    }

    private void distribute() throws IOException {
        var made =
                Said.by("master-key", "create", "--master-key-file", next(one).toString());
        assertThat(made.code()).as(made.err()).isZero();
        Files.copy(next(one), next(two));
    }

    private Said rotate() {
        return Said.by(
                "master-key",
                "rotate",
                "--master-key-file",
                key(one).toString(),
                "--database-url",
                place.url(),
                "--database-user",
                place.user());
    }

    private void assertServed(Path home) {
        try (var server = on(home)) {
            assertThat(server.http()
                            .get(alice.issuer() + "/auth/session")
                            .cookie(alice.sessionCookie(), alice.sessionToken())
                            .send()
                            .status())
                    .isEqualTo(200);
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

    private static void assertRefused(Said said, String why) {
        assertThat(said.err()).startsWith("ripcord: ").contains(why).hasLineCount(1);
        assertThat(said.code()).as(said.err()).isEqualTo(2);
    }

    @Test
    void everyServerOpensTheStoreWithWhicheverOfItsFilesDoes() throws IOException {
        var former = Files.readString(key(one));
        distribute();
        assertServed(one);
        assertThat(next(one)).exists();

        var said = rotate();

        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out())
                .contains("Sealed 2 signing keys and 1 token keys", next(one).toString());
        assertServed(one);
        assertServed(two);
        assertThat(key(one)).hasContent(former);
        assertThat(key(two)).hasContent(former);
        Files.move(next(one), key(one), StandardCopyOption.REPLACE_EXISTING);
        assertServed(one);
        Files.delete(next(two));
        assertThatThrownBy(() -> on(two)).hasMessageContaining("does not open this store");
    }

    @Test
    void whatIsDoneTwiceIsSaidToBeDone() throws IOException {
        distribute();
        assertThat(rotate().code()).isZero();

        assertRefused(rotate(), "opens this store already");

        assertServed(two);
    }

    @Test
    void noKeyIsMadeThatOtherServersDoNotHave() {
        assertRefused(rotate(), "master.key.next does not exist");

        assertServed(one);
    }

    @Test
    void aServerThatRunsKeepsItsMasterKey() throws IOException {
        distribute();
        try (var server = on(two)) {
            long begun = System.nanoTime();

            assertRefused(rotate(), "is in use by a server");

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
            server.signIn("bob");
        }
        assertThat(rotate().code()).isZero();
        assertServed(two);
    }

    @Test
    void whatBreaksWithinTheTransactionChangesNothing() throws Exception {
        distribute();
        PostgresServer.holding(one.resolve("data"), "select * from token_key for update", () -> {
            var said = rotate();

            assertThat(said.code()).isEqualTo(1);
            assertThat(said.err()).startsWith("ripcord: ");
        });

        Files.delete(next(two));
        assertServed(two);
        assertThat(rotate().code()).isZero();
    }
}
