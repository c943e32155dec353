package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import ripcord.server.database.OlderServer;
import ripcord.server.database.PostgresServer;
import ripcord.server.database.Store;

/// Whatever is wrong with a database, each command that needs one says so in one line with what to do, ends with 2, and
/// does it soon.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock(Resources.SYSTEM_ERR)
@ResourceLock(Resources.SYSTEM_OUT)
class MisconfiguredDatabaseTest {
    private static final Duration SOON = Duration.ofSeconds(6);
    private static final String GUARDED = "guarded_login";
    private static final String BARE = "without_rights";
    private static final String FULL = "no_connection_left";

    @TempDir
    static Path folder;

    private Store.Server empty;
    private Store.Server held;
    private OlderServer older;
    private Path password;
    /// A server that finds nothing wrong does not come to run.
    private ServerSocket taken;

    /// What is wrong, and what is to be said of it.
    enum Wrong {
        PASSWORD("--database-user, --database-password-file: refused by", "expected: a user that may log in"),
        USER("--database-user, --database-password-file: refused by", "expected: a user that may log in"),
        NAME("is not there", "expected: an empty database"),
        HOST("cannot be reached", "expected: a PostgreSQL server that answers"),
        PORT("cannot be reached", "expected: a PostgreSQL server that answers"),
        NO_POSTGRES("does not let a connection begin", "expected: a PostgreSQL server that answers"),
        NO_TLS("does not support SSL", "expected: a PostgreSQL server that answers as the URL says"),
        VERSION("the server is PostgreSQL 12", "expected: 14 or newer"),
        ENCODING("LATIN1", "expected: UTF8"),
        CONNECTIONS("has no connection left", "expected: a dozen more"),
        RIGHTS("permission denied for", "expected: the database's owner");

        private final String what;
        private final String expected;

        Wrong(String what, String expected) {
            this.what = what;
            this.expected = expected;
        }
    }

    /// Each with what it needs besides.
    enum Command {
        SERVE,
        MIGRATE,
        RESTORE,
        IN_PLACE,
        BACKUP,
        ROTATE,
        ROOT_KEY
    }

    @BeforeAll
    void makeStores() throws Exception {
        empty = PostgresServer.empty(folder.resolve("empty"));
        held = PostgresServer.store(folder.resolve("held"));
        older = new OlderServer(
                URI.create(empty.url().substring("jdbc:".length())).getPort());
        taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        password = Files.writeString(folder.resolve("password"), "wrong");
        var clock = new MovableClock();
        clock.set(Instant.now());
        LiveServer.start(folder.resolve("home"), clock).close();
        var made = Said.by("backup", backup(), "--data", home("data"));
        assertThat(made.code()).as(made.err()).isZero();
        PostgresServer.execute("create role " + GUARDED + " login superuser password 'right'");
        PostgresServer.guard(GUARDED);
        for (var role : List.of(BARE, FULL)) {
            PostgresServer.execute("create role " + role + " login");
        }
        PostgresServer.execute("alter role " + FULL + " connection limit 0");
        PostgresServer.executeIn(folder.resolve("empty"), "revoke create on schema public from public");
        PostgresServer.execute("create database latin encoding 'LATIN1' locale 'C' template template0");
    }

    @AfterAll
    void drop() throws Exception {
        older.close();
        taken.close();
        PostgresServer.dropAll();
        PostgresServer.execute("drop database latin");
        for (var role : List.of(GUARDED, BARE, FULL)) {
            PostgresServer.execute("drop role " + role);
        }
    }

    private String home(String name) {
        return folder.resolve("home").resolve(name).toString();
    }

    private String backup() {
        return folder.resolve("backup.db").toString();
    }

    private List<String> words(Command command) {
        var key = home("master.key");
        var other = folder.resolve("other").toString();
        return switch (command) {
            case SERVE ->
                List.of(
                        "serve",
                        "--port",
                        String.valueOf(taken.getLocalPort()),
                        "--base-url",
                        "http://localhost",
                        "--data",
                        other,
                        "--master-key-file",
                        key);
            case MIGRATE -> List.of("migrate", "--data", home("data"));
            case RESTORE -> List.of("restore", backup(), "--data", other, "--master-key-file", key);
            case IN_PLACE -> List.of("restore", "--in-place", "--data", other, "--master-key-file", key);
            case BACKUP -> List.of("backup", folder.resolve("made.db").toString());
            case ROTATE -> List.of("master-key", "rotate", "--master-key-file", key);
            case ROOT_KEY -> List.of("root-key", "create", "--data", other);
        };
    }

    private static List<String> at(String url, String user) {
        return List.of("--database-url", url, "--database-user", user);
    }

    /// Commands that want a store find one, and the others find none.
    private List<String> words(Command command, Wrong wrong) {
        var place = switch (command) {
            case IN_PLACE, BACKUP, ROTATE, ROOT_KEY -> held;
            case SERVE, MIGRATE, RESTORE -> empty;
        };
        var url = place.url();
        var port = URI.create(url.substring("jdbc:".length())).getPort();
        return switch (wrong) {
            case PASSWORD -> {
                var words = new ArrayList<>(at(url, GUARDED));
                words.addAll(List.of("--database-password-file", password.toString()));
                yield words;
            }
            case USER -> at(url, "nobody_of_that_name");
            case NAME -> at(url.replaceFirst("/[^/]*$", "/no_such_database"), place.user());
            case HOST -> at(url.replaceFirst("//[^:/]*", "//no-such-host.invalid"), place.user());
            case PORT -> at(url.replace(":" + port + "/", ":1/"), place.user());
            case NO_POSTGRES -> at(url.replace(":" + port + "/", ":" + older.portOfNoDatabase() + "/"), place.user());
            case NO_TLS -> at(url + "?sslmode=require", place.user());
            case VERSION -> at(url.replace(":" + port + "/", ":" + older.port() + "/"), place.user());
            case ENCODING -> at(url.replaceFirst("/[^/]*$", "/latin"), place.user());
            case CONNECTIONS -> at(url, FULL);
            case RIGHTS -> at(url, BARE);
        };
    }

    private static Stream<Arguments> cases() {
        return Arrays.stream(Wrong.values())
                .flatMap(wrong -> Arrays.stream(Command.values())
                        // What is there can be read in any encoding.
                        .filter(command -> wrong != Wrong.ENCODING || command != Command.BACKUP)
                        .map(command -> Arguments.of(command, wrong)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsWrongIsSaidInOneLineSoon(Command command, Wrong wrong) {
        var words = new ArrayList<>(words(command));
        words.addAll(words(command, wrong));
        long begun = System.nanoTime();

        var said = Said.by(words.toArray(String[]::new));

        assertThat(said.err())
                .startsWith("ripcord: --database-")
                .contains(wrong.what, wrong.expected)
                .hasLineCount(1);
        assertThat(said.code()).isEqualTo(2);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
        assertThat(folder.resolve("home/data/ripcord.moved")).doesNotExist();
        assertThat(folder.resolve("other/root.key")).doesNotExist();
        assertThat(folder.resolve("made.db")).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("wrongs")
    void doctorSaysTheSame(Wrong wrong) {
        var words = new ArrayList<>(List.of("doctor", "--data", home("data"), "--master-key-file", home("master.key")));
        words.addAll(words(Command.BACKUP, wrong));
        long begun = System.nanoTime();

        var said = Said.by(words.toArray(String[]::new));

        assertThat(said.out()).contains(wrong.what, wrong.expected);
        assertThat(said.code()).as(said.out()).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
    }

    private static Stream<Wrong> wrongs() {
        return Arrays.stream(Wrong.values());
    }
}
