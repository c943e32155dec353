package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ripcord.server.database.FreezingProxy;
import ripcord.server.database.PostgresServer;
import ripcord.server.database.Store;

/// A database that takes connections and answers nothing holds up no command.
@ResourceLock(Resources.SYSTEM_ERR)
@ResourceLock(Resources.SYSTEM_OUT)
class FrozenDatabaseTest {
    @TempDir
    Path folder;

    private Store.Server place;

    @BeforeEach
    void makeAStoreAndADatabase() {
        place = PostgresServer.empty(folder.resolve("database"));
        var clock = new MovableClock();
        clock.set(Instant.now());
        LiveServer.start(folder, clock).close();
    }

    @AfterAll
    static void drop() {
        PostgresServer.dropAll();
    }

    private List<String> words(String command) {
        var data = folder.resolve(command.equals("migrate") ? "data" : "other").toString();
        return switch (command) {
            case "migrate" -> List.of("migrate", "--data", data);
            case "serve" -> List.of("serve", "--port", "0", "--base-url", "http://localhost", "--data", data);
            case "backup" -> List.of("backup", folder.resolve("file").toString());
            case "root-key" -> List.of("root-key", "create", "--data", data);
            case "restore" -> {
                var copy = folder.resolve("copy.db").toString();
                assertThat(Said.by(
                                        "backup",
                                        copy,
                                        "--data",
                                        folder.resolve("data").toString())
                                .code())
                        .isZero();
                var key = folder.resolve("master.key").toString();
                yield List.of("restore", copy, "--data", data, "--master-key-file", key);
            }
            default -> throw new IllegalArgumentException(command);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "migrate, ''",
        "migrate, create table tenant",
        "serve, ''",
        "serve, create table tenant",
        "restore, ''",
        "restore, create table tenant",
        "backup, ''",
        "root-key, ''"
    })
    void aFrozenDatabaseIsToldOfInOneLineWithinTenSeconds(String command, String freezesAt) {
        var words = new ArrayList<>(words(command));
        var port = URI.create(place.url().substring("jdbc:".length())).getPort();
        try (var proxy = new FreezingProxy(port, freezesAt)) {
            words.addAll(List.of(
                    "--database-url",
                    place.url().replace(":" + port + "/", ":" + proxy.port() + "/"),
                    "--database-user",
                    place.user()));

            var said = Said.by(words.toArray(String[]::new));

            // What the command does before it asks the database is the machine's time, not this one's.
            assertThat(proxy.isFrozen()).isTrue();
            assertThat(proxy.silence()).isLessThan(Duration.ofSeconds(10));
            assertThat(said.err())
                    .startsWith("ripcord: --database-url")
                    .contains("cannot be reached")
                    .hasLineCount(1);
            assertThat(said.code()).as(said.err()).isEqualTo(2);
        }
        assertThat(Files.exists(folder.resolve("data/ripcord.moved"))).isFalse();
        assertThat(Files.exists(folder.resolve("file"))).isFalse();
    }
}
