package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import ripcord.server.config.Config;
import ripcord.server.database.PostgresServer;
import ripcord.server.database.Store;

/// Who lost the key with all rights makes another one, in the store itself.
@ResourceLock(Resources.SYSTEM_ERR)
@ResourceLock(Resources.SYSTEM_OUT)
class RootKeyTest {
    @TempDir
    Path folder;

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    private Path output() {
        return folder.resolve("new.key");
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Said create(String... more) {
        var words = new ArrayList<>(List.of("root-key", "create", "--data", data().toString()));
        words.addAll(List.of(more));
        return Said.by(Map.of("RIPCORD_EVENTS", events().toString()), words.toArray(String[]::new));
    }

    private Path events() {
        return folder.resolve("told.jsonl");
    }

    private Said createIn(Store.Server place, String... more) {
        var words = new ArrayList<>(List.of("--database-url", place.url(), "--database-user", place.user()));
        words.addAll(List.of(more));
        return create(words.toArray(String[]::new));
    }

    private static Config.DatabaseServer server(Store.Server place) {
        return new Config.DatabaseServer(place.url(), place.user(), null);
    }

    private static int tenantsWith(LiveServer server, String key) {
        return server.http().get("/admin/v1/tenants").bearer(key).send().status();
    }

    private String made() throws IOException {
        return Files.readString(output()).strip();
    }

    private LiveServer onSqlite() {
        var clock = new MovableClock();
        clock.set(Instant.now());
        return LiveServer.start(folder, clock);
    }

    @Test
    void aKeyWorksAtEveryServerWhenItWasMadeBesideThem() throws IOException {
        var place = PostgresServer.empty(data());
        try (var one = LiveServer.start(folder, server(place));
                var two = one.another(folder.resolve("two"), server(place))) {
            long begun = System.nanoTime();

            var said = createIn(place, "--output", output().toString());

            assertThat(said.code()).as(said.err()).isZero();
            assertThat(tenantsWith(one, made())).isEqualTo(200);
            assertThat(tenantsWith(two, made())).isEqualTo(200);
            assertThat(said.out()).contains(output().toString()).doesNotContain(made());
            assertThat(events())
                    .content()
                    .contains("\"api_key_created\"", "\"system\"")
                    .doesNotContain(made());
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            assertThat(tenantsWith(one, one.rootKey())).isEqualTo(200);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(output())))
                .isEqualTo("rw-------");
    }

    @Test
    void aServerThatDiedIsNotWaitedForLong() throws Exception {
        var place = PostgresServer.empty(data());
        LiveServer.start(folder, server(place)).close();
        PostgresServer.executeIn(
                data(), "insert into node (id, version, joined_at, beat, applied) values ('dead', '1', 1, 1, 1)");
        long begun = System.nanoTime();

        var said = createIn(place, "--output", output().toString());

        assertThat(said.code()).as(said.err()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    @Test
    void aFolderWhoseKeyIsLostGetsANewOne() throws IOException {
        onSqlite().close();
        Files.delete(data().resolve("root.key"));

        var said = create();

        assertThat(said.code()).as(said.err()).isZero();
        try (var server = onSqlite()) {
            assertThat(tenantsWith(server, server.rootKey())).isEqualTo(200);
        }
    }

    @Test
    void noFileIsOverwritten() throws IOException {
        onSqlite().close();
        var before = Files.readString(data().resolve("root.key"));

        var said = create();

        assertWrong(said, "is there already");
        assertThat(data().resolve("root.key")).hasContent(before);
    }

    @Test
    void aServerThatHasTheFolderIsLeftAlone() {
        try (var _ = onSqlite()) {
            assertWrong(create("--output", output().toString()), "in use by another server");
            assertThat(output()).doesNotExist();
        }
    }

    @Test
    void noStoreIsMadeForAKey() {
        var place = PostgresServer.empty(data());

        assertWrong(create("--output", output().toString()), "holds no store");
        assertWrong(createIn(place, "--output", output().toString()), "holds no store");

        assertThat(output()).doesNotExist();
        assertThat(data()).doesNotExist();
        PostgresServer.executeIn(data(), "create table tenant (id text)");
    }

    private static void assertWrong(Said said, String why) {
        assertThat(said.err()).startsWith("ripcord: ").contains(why).hasLineCount(1);
        assertThat(said.code()).as(said.err()).isEqualTo(2);
    }
}
