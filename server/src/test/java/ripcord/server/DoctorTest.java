package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the doctor finds in a store that was just made, and in one that was broken in one way.
@ResourceLock(Resources.SYSTEM_ERR)
@ResourceLock(Resources.SYSTEM_OUT)
class DoctorTest {
    @TempDir
    Path folder;

    private int code;

    private JsonNode examine(String masterKey, String url) {
        return examine(Map.of("RIPCORD_PORT", String.valueOf(URI.create(url).getPort())), masterKey, url);
    }

    private JsonNode examine(Map<String, String> environment, String masterKey, String url) {
        var said = Said.by(
                environment,
                "doctor",
                "--json",
                "--data",
                folder.resolve("data").toString(),
                "--master-key-file",
                folder.resolve(masterKey).toString(),
                "--base-url",
                url);
        code = said.code();
        return new JsonMapper().readTree(said.out());
    }

    private JsonNode examine() {
        return examine("master.key", "http://localhost:1");
    }

    private static String levelOf(JsonNode examined, String about) {
        var levels = examined.get("findings")
                .valueStream()
                .filter(finding -> finding.get("about").asString().equals(about))
                .map(finding -> finding.get("level").asString())
                .toList();
        return String.join(" ", levels);
    }

    @Test
    void aServerThatRunsIsSoundButForItsKeyBesideTheStore() {
        try (var server = live(folder)) {
            server.signIn("alice");

            var examined = examine("master.key", server.uri().toString());

            assertThat(code).as(examined.toPrettyString()).isZero();
            assertThat(examined.get("errors").asInt()).isZero();
            assertThat(levelOf(examined, "master key")).isEqualTo("warning ok");
            assertThat(levelOf(examined, "server")).isEqualTo("ok");
            assertThat(levelOf(examined, "verifiers")).isEqualTo("ok");
            assertThat(levelOf(examined, "store")).isEqualTo("ok");
            assertThat(levelOf(examined, "durability")).isEqualTo("ok");
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsNoErrorAndSaid() {
        live(folder).close();

        var examined = examine();

        assertThat(code).isZero();
        assertThat(levelOf(examined, "server")).isEqualTo("warning");
    }

    @Test
    void aKeyThatOthersCanReadIsAnErrorWithTheCommandThatMendsIt() throws IOException {
        live(folder).close();
        var key = folder.resolve("data/root.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        var examined = examine();

        assertThat(code).isEqualTo(1);
        assertThat(levelOf(examined, "root.key")).isEqualTo("error");
        assertThat(examined.toString()).contains("chmod 600 " + key);
    }

    @Test
    void anotherMasterKeyThanTheStoresIsAnError() throws IOException {
        live(folder).close();
        live(Files.createDirectory(folder.resolve("stranger"))).close();

        var examined = examine("stranger/master.key", "http://localhost:1");

        assertThat(code).isEqualTo(1);
        assertThat(levelOf(examined, "master key")).isEqualTo("error");
    }

    @Test
    void aLostMasterKeyIsAnError() throws IOException {
        live(folder).close();
        Files.delete(folder.resolve("master.key"));

        assertThat(levelOf(examine(), "master key")).isEqualTo("error");
    }

    @Test
    void aDamagedStoreIsAnError() throws IOException {
        live(folder).close();
        Files.writeString(
                folder.resolve("data/ripcord.db"), "no store at all, but as long as a header would be".repeat(9));

        var examined = examine();

        assertThat(levelOf(examined, "store")).isEqualTo("error");
        assertThat(examined.toString()).contains("ripcord restore");
        assertThat(code).isEqualTo(1);
    }

    /// With nobody's rights but those that the modes of the files give.
    private JsonNode examineUnprivileged(Path closed) throws IOException, InterruptedException {
        var said = Unprivileged.by(
                closed,
                "doctor",
                "--json",
                "--data",
                folder.resolve("data").toString(),
                "--master-key-file",
                folder.resolve("master.key").toString(),
                "--base-url",
                "http://localhost:1");
        code = said.code();
        return new JsonMapper().readTree(said.out());
    }

    private void assertToldToRunAsTheServersUser(JsonNode examined) {
        assertThat(code).isEqualTo(1);
        assertThat(levelOf(examined, "store")).isEqualTo("error");
        assertThat(examined.toString())
                .contains(
                        "cannot be read by user " + System.getProperty("user.name"),
                        "run as the user that the server runs as")
                .doesNotContain("ripcord restore");
    }

    @Test
    void whoMayNotReadTheStoreIsToldSoAndNotToRestore() throws IOException, InterruptedException {
        live(folder).close();
        var store = folder.resolve("data/ripcord.db");
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(folder.resolve("master.key"), PosixFilePermissions.fromString("---------"));

        var examined = examineUnprivileged(store);

        assertToldToRunAsTheServersUser(examined);
        assertThat(levelOf(examined, "master key")).isEqualTo("error");
        assertThat(examined.toString()).doesNotContain("put the right file there");
    }

    @Test
    void aFolderThatCannotBeSearchedIsNotCalledEmpty() throws IOException, InterruptedException {
        live(folder).close();
        var data = folder.resolve("data");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("---------"));
        try {
            assertToldToRunAsTheServersUser(examineUnprivileged(data));
        } finally {
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void eventsThatOthersCanReadAreAnError() throws IOException {
        live(folder).close();
        var events = folder.resolve("events.jsonl");
        var told = Map.of("RIPCORD_EVENTS", events.toString());

        assertThat(levelOf(examine(told, "master.key", "http://localhost:1"), "events"))
                .isEmpty();

        Files.setPosixFilePermissions(events, PosixFilePermissions.fromString("rw-r--r--"));
        var examined = examine(told, "master.key", "http://localhost:1");

        assertThat(levelOf(examined, "events")).isEqualTo("error");
        assertThat(examined.toString()).contains("chmod 600 " + events);
    }

    @Test
    void aServerWithoutASchemeIsWrongUsage() {
        var typed = Said.by("doctor", "--url", "foo");
        var told = Said.by(Map.of("RIPCORD_URL", "localhost:1"), "doctor");

        assertThat(typed.code()).isEqualTo(2);
        assertThat(typed.err()).startsWith("ripcord: Invalid value for option '--url': expected: http://");
        assertThat(told.code()).isEqualTo(2);
        assertThat(told.err())
                .startsWith("ripcord: RIPCORD_URL: expected: http://")
                .doesNotContain("Exception");
    }

    @Test
    void timesThatTheClockHasNotReachedAreAnError() {
        try (var server = live(folder)) {
            server.clock().set(java.time.Instant.now().plusSeconds(3_600));
            server.signIn("alice");
        }

        assertThat(levelOf(examine(), "clock")).isEqualTo("error");
    }

    @Test
    void whatTheServerWouldNotStartWithIsAnError() {
        var said = Said.by("doctor", "--base-url", "nonsense");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out()).startsWith("error    configuration  --base-url: nonsense");
    }

    /// With the clock of the command that is tried.
    private static LiveServer live(Path home) {
        var clock = new MovableClock();
        clock.set(java.time.Instant.now());
        return LiveServer.start(home, clock);
    }
}
