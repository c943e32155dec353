package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static ripcord.server.Eventually.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import picocli.CommandLine;
import ripcord.server.config.Config;
import ripcord.server.database.PostgresServer;

/// A server on a machine whose clock is wrong, on a real PostgreSQL.
class ClockOverHttpTest {
    @TempDir
    Path folder;

    private final MovableClock moved = new MovableClock();
    private Config.DatabaseServer database;

    @BeforeEach
    void make() {
        var store = PostgresServer.store(folder.resolve("data"));
        database = new Config.DatabaseServer(store.url(), store.user(), null);
    }

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    @Test
    void aServerWhoseClockIsSecondsOffGoesByTheDatabases() {
        moved.advance(Duration.ofSeconds(45));
        try (var server = LiveServer.start(folder, database, moved)) {
            assertThat(server.http().get("/health/ready").send().status()).isEqualTo(200);
            assertThat(clock(server)).isEqualTo("warn");
            assertThat(server.counted("ripcord_store_clock_offset_seconds")).isCloseTo(-45, within(1.0));
            assertThat(secondsOff(signedInAt(server))).isLessThan(2);
            assertThat(events()).contains("clock_differs", "\"corrected\"");
            requireThatItJoinedByTheDatabasesClock();
        }
    }

    @Test
    void aServerWhoseClockIsSetFarOffIsNotReadyAndAnswersAllTheSame() {
        try (var server = LiveServer.start(folder, database, moved)) {
            assertThat(clock(server)).isEqualTo("ok");

            moved.advance(Duration.ofMinutes(-11));
            await(() -> "fail".equals(clock(server)));

            assertThat(server.http().get("/health/ready").send().status()).isEqualTo(503);
            assertThat(secondsOff(signedInAt(server))).isLessThan(2);
            assertThat(events()).contains("\"unfit\"");

            moved.advance(Duration.ofMinutes(11));
            await(() -> "ok".equals(clock(server)));
            assertThat(server.http().get("/health/ready").send().status()).isEqualTo(200);
            await(() -> events().contains("clock_agrees"));
        }
    }

    @Test
    void aServerThatFindsItsClockFarOffMakesNoKey() {
        moved.advance(Duration.ofMinutes(11));

        assertThatThrownBy(() -> LiveServer.start(folder, database, moved))
                .hasMessageStartingWith("--database-url: the database's clock shows 20");

        assertThat(folder.resolve("master.key")).doesNotExist();
        assertThat(folder.resolve("data/root.key")).doesNotExist();
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void aClockThatIsFarOffIsOneLineAndTwo() {
        InstantSource ahead = () -> Clock.systemUTC().instant().plus(Duration.ofHours(1));
        var serve = new Serve(Map.of(), new Sources(ahead, System::nanoTime, new SecureRandom()));
        var before = System.err;
        var said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        int code;
        try {
            code = new CommandLine(serve.command())
                    .execute(
                            "--database-url",
                            database.url(),
                            "--database-user",
                            database.user(),
                            "--data",
                            folder.resolve("data").toString(),
                            "--master-key-file",
                            folder.resolve("key").toString());
        } finally {
            System.setErr(before);
        }

        assertThat(code).isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("ripcord: ")))
                .singleElement()
                .asString()
                .contains("at most 10 minutes apart");
    }

    private void requireThatItJoinedByTheDatabasesClock() {
        PostgresServer.executeIn(
                folder.resolve("data"),
                "do $$ begin if exists (select 1 from node"
                        + " where abs(joined_at - extract(epoch from clock_timestamp()) * 1000) > 20000)"
                        + " then raise exception 'joined at another time'; end if; end $$");
    }

    private static Instant signedInAt(LiveServer server) {
        var session = server.signIn("default", "alice", "native").session();
        return Instant.parse(server.http()
                .get(LiveServer.TENANT + "/sessions/" + session)
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json()
                .get("session")
                .get("created_at")
                .stringValue());
    }

    private static long secondsOff(Instant shown) {
        return Math.abs(ChronoUnit.SECONDS.between(shown, Clock.systemUTC().instant()));
    }

    private static String clock(LiveServer server) {
        var health =
                server.http().get("/health").bearer(server.rootKey()).send().json();
        for (var check : health.get("checks")) {
            if (check.get("name").stringValue().equals("clock")) {
                return check.get("status").stringValue();
            }
        }
        return "absent";
    }

    private String events() {
        try {
            return Files.readString(folder.resolve("events.jsonl"));
        } catch (IOException e) {
            return "";
        }
    }
}
