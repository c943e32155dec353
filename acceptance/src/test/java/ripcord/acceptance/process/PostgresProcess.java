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
import java.util.HashMap;
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
    private final Map<String, String> environment;
    private final int port = Build.freePort();
    private Process process;

    private PostgresProcess(Path folder, Map<String, String> settings, Map<String, String> environment) {
        this.folder = folder;
        this.settings = Map.copyOf(settings);
        this.environment = Map.copyOf(environment);
        this.process = launch();
    }

    /// Makes a store and a database, starts the server, and returns when it answers.
    ///
    /// @param folder   empty; gets the store and what the process prints
    /// @param settings    as in `postgresql.conf`
    /// @param environment added to the tests' own
    public static PostgresProcess start(Path folder, Map<String, String> settings, Map<String, String> environment) {
        initialize(folder);
        PostgresProcess server = new PostgresProcess(folder, settings, environment);
        server.awaitReady();
        server.execute("create role " + USER + " login");
        server.execute("create database " + DATABASE + " owner " + USER);
        return server;
    }

    /// Starts a replica that follows this server, and returns when it does.
    ///
    /// @param target empty; gets the replica's store
    /// @param name   by which `synchronous_standby_names` knows it
    /// @param port   where it reaches this server, perhaps a proxy
    public PostgresProcess startReplica(Path target, String name, int port) {
        copyTo(target.resolve("data"));
        Map<String, String> own = new HashMap<>(settings);
        own.put("primary_conninfo", "host=127.0.0.1 port=" + port + " user=postgres application_name=" + name);
        PostgresProcess replica = new PostgresProcess(target, own, environment);
        replica.awaitReady();
        Await.until(
                STARTS_WITHIN,
                name + " follows",
                () -> count(
                                "select count(*) from pg_stat_replication where state = 'streaming' and application_name = '"
                                        + name + "'")
                        == 1);
        return replica;
    }

    /// What `pg_basebackup` does: the files as they are, and with them from where the log is to be replayed.
    private void copyTo(Path copy) {
        try (Connection connection = connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('replica', true)");
            run(copy.getParent(), List.of("cp", "-a", data().toString(), copy.toString()));
            Files.delete(copy.resolve("postmaster.pid"));
            try (var rows = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                rows.next();
                Files.writeString(copy.resolve("backup_label"), rows.getString(1));
            }
            Files.createFile(copy.resolve("standby.signal"));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("no replica of " + data(), e);
        }
    }

    /// A replica becomes a server that can be written.
    public void promote() {
        execute("select pg_promote(true, 30)");
    }

    /// Changes a setting while it runs.
    public void set(String setting, String value) {
        execute("alter system set " + setting + " = '" + value + "'");
        execute("select pg_reload_conf()");
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
        Path log = folder.resolve("made.log");
        try {
            Process program = Processes.start(
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
            Await.until(STARTS_WITHIN, command + " ends", () -> !program.isAlive());
            if (program.exitValue() != 0) {
                throw new IllegalStateException(
                        command + " ended with " + program.exitValue() + ": " + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() {
        List<String> command = new ArrayList<>(PostgresPrograms.command(
                "postgres", "-D", data().toString(), "-p", Integer.toString(port), "-k", "", "-h", "127.0.0.1"));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("postgres.log").toFile()));
        builder.environment().putAll(environment);
        try {
            return Processes.start(builder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts it again on the same store, without waiting until it answers.
    public void launchAgain() {
        process = launch();
    }

    /// Starts it again if it has ended, and returns when it answers.
    public void launchUnlessAlive() {
        if (!isAlive()) {
            launchAgain();
        }
        awaitReady();
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

    public boolean isAlive() {
        return process.isAlive();
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
