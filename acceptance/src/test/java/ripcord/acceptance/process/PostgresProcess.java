package ripcord.acceptance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A PostgreSQL server as a process, with a store of its own that it syncs. It keeps its port and its store through
/// [#kill] and [#launchAgain].
public final class PostgresProcess implements AutoCloseable {
    public static final String DATABASE = "ripcord";

    /// Owns the database, and is not the superuser.
    public static final String USER = "ripcord";

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

    private final Path folder;
    private final Map<String, String> settings;
    private final int port = Build.freePort();
    private Process process;

    private PostgresProcess(Path folder, Map<String, String> settings) {
        this.folder = folder;
        this.settings = Map.copyOf(settings);
        this.process = launch();
    }

    /// Makes a store and a database, starts the server, and returns when it answers.
    ///
    /// @param folder   empty; gets the store and what the process prints
    /// @param settings as in `postgresql.conf`
    public static PostgresProcess start(Path folder, Map<String, String> settings) {
        initialize(folder);
        PostgresProcess server = new PostgresProcess(folder, settings);
        server.awaitReady();
        server.execute("create role " + USER + " login");
        server.execute("create database " + DATABASE + " owner " + USER);
        return server;
    }

    private static void initialize(Path folder) {
        run(
                folder,
                PostgresPrograms.command(
                        "initdb",
                        "-D",
                        folder.resolve("data").toString(),
                        "-U",
                        "postgres",
                        "-A",
                        "trust",
                        "-E",
                        "UTF8",
                        "--no-locale",
                        "--no-sync",
                        "--no-instructions"));
    }

    private static void run(Path folder, List<String> command) {
        try {
            Process program = Processes.start(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("initdb.log").toFile()));
            Await.until(STARTS_WITHIN, command + " ends", () -> !program.isAlive());
            if (program.exitValue() != 0) {
                throw new IllegalStateException(command + " ended with " + program.exitValue() + ": "
                        + Files.readString(folder.resolve("initdb.log")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() {
        List<String> command = new ArrayList<>(PostgresPrograms.command(
                "postgres", "-D", data().toString(), "-p", Integer.toString(port), "-k", "", "-h", "127.0.0.1"));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        try {
            return Processes.start(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("postgres.log").toFile())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts it again on the same store, without waiting until it answers.
    public void launchAgain() {
        process = launch();
    }

    public void awaitReady() {
        Await.until(STARTS_WITHIN, "PostgreSQL answers; see " + folder.resolve("postgres.log"), this::answers);
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("PostgreSQL ended, see " + folder.resolve("postgres.log"));
        }
        try (Connection connection = connect("postgres")) {
            return connection.isValid(2);
        } catch (SQLException _) {
            return false;
        }
    }

    /// As the superuser.
    public Connection connect(String database) throws SQLException {
        return connect(database, "postgres");
    }

    /// A connection that waits at most ten seconds for an answer.
    public Connection connect(String database, String user) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?connectTimeout=2&socketTimeout=10",
                user,
                "");
    }

    /// As the superuser, in no particular database.
    public void execute(String sql) {
        try (Connection connection = connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// As the superuser: the number that a query gives.
    public long count(String sql) {
        try (Connection connection = connect("postgres");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// SIGKILL, for every process of the server.
    public void kill() {
        Processes.killWithChildren(process);
    }

    /// The way in which a system stops it when it goes down: open connections are broken, nothing is lost.
    public void stop() {
        Processes.interrupt(process);
        Await.until(Duration.ofSeconds(30), "PostgreSQL stops", () -> !process.isAlive());
    }

    /// SIGSTOP, for every process of the server.
    public void freeze() {
        Processes.freezeWithChildren(process);
    }

    /// SIGCONT, for every process of the server.
    public void thaw() {
        Processes.thawWithChildren(process);
    }

    public int port() {
        return port;
    }

    public Path data() {
        return folder.resolve("data");
    }

    @Override
    public void close() {
        kill();
    }
}
