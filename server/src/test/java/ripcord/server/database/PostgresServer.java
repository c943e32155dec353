package ripcord.server.database;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/// A real PostgreSQL for the tests of this JVM, with a database for each folder that a test has.
public final class PostgresServer {
    private static final String USER = "postgres";
    private static final Map<Path, String> DATABASES = new ConcurrentHashMap<>();
    private static final AtomicInteger MADE = new AtomicInteger();

    private PostgresServer() {}

    /// Started by the first who wants it, and stopped with the JVM. It does not sync: nothing here outlives its
    /// machine.
    private static final class Running {
        static final EmbeddedPostgres SERVER = started();

        private static EmbeddedPostgres started() {
            // Else each store says that this server does not sync.
            ((Logger) LoggerFactory.getLogger(PostgresEngine.class)).setLevel(Level.ERROR);
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        .setServerConfig("max_connections", "200")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// A database with the newest tables, which others are copied from.
    private static final class Template {
        static final String NAME = made();

        private static String made() {
            execute("create database ripcord_template");
            var migrated = new PostgresUrl("ripcord_template");
            migrated.migrate();
            return "ripcord_template";
        }
    }

    private record PostgresUrl(String database) {
        String text() {
            return "jdbc:postgresql://localhost:" + Running.SERVER.getPort() + "/" + database;
        }

        void migrate() {
            try (var sql = Sql.open(Running.SERVER.getDatabase(USER, database))) {
                Migrations.applyToPostgres(
                        sql, new PostgresConnections(new Store.Server(text(), USER, null, Path.of(""))));
            }
        }
    }

    /// The store that belongs to `folder`; made at the first time.
    public static Store.Server store(Path folder) {
        var name = DATABASES.computeIfAbsent(folder, _ -> {
            var fresh = "store_" + MADE.incrementAndGet();
            execute("create database " + fresh + " template " + Template.NAME + " strategy file_copy");
            return fresh;
        });
        return new Store.Server(new PostgresUrl(name).text(), USER, null, folder);
    }

    /// A database without anything in it.
    public static Store.Server empty(Path folder) {
        var name = "empty_" + MADE.incrementAndGet();
        execute("create database " + name);
        DATABASES.put(folder, name);
        return new Store.Server(new PostgresUrl(name).text(), USER, null, folder);
    }

    /// A copy of the database that belongs to `of`, at which nobody is, by the means of PostgreSQL.
    public static Store.Server copy(Path of, Path folder) {
        var name = "copy_" + MADE.incrementAndGet();
        execute("create database " + name + " template " + DATABASES.get(of));
        DATABASES.put(folder, name);
        return new Store.Server(new PostgresUrl(name).text(), USER, null, folder);
    }

    /// As somebody at a prompt, beside all servers.
    public static void execute(String sql) {
        execute(USER, sql);
    }

    /// As somebody at a prompt: the number that a query gives.
    public static long count(String sql) {
        try (var connection = connection(USER);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// Has that user asked for its password from now on.
    public static void guard(String user) {
        try (var connection = connection(USER);
                var statement = connection.createStatement();
                var found = statement.executeQuery("show hba_file")) {
            found.next();
            var file = Path.of(found.getString(1));
            Files.writeString(file, "host all " + user + " all scram-sha-256\n" + Files.readString(file));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
        execute("select pg_reload_conf()");
    }

    /// As somebody at a prompt, in the database that belongs to `folder`.
    public static void executeIn(Path folder, String sql) {
        execute(DATABASES.get(folder), sql);
    }

    private static void execute(String database, String sql) {
        try (var connection = connection(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static Connection connection(String database) throws SQLException {
        return Running.SERVER.getDatabase(USER, database).getConnection();
    }

    /// Ends the connection that writes to the database of `folder`, whatever it is doing.
    public static void killWriter(Path folder) {
        execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ripcord writer'"
                + " and datname = '" + DATABASES.get(folder) + "'");
    }

    /// Ends all connections to the database of `folder`.
    public static void killAll(Path folder) {
        execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + DATABASES.get(folder)
                + "'");
    }

    /// What is done while something is held.
    public interface Meanwhile {
        void run() throws InterruptedException;
    }

    /// Runs `meanwhile` in a transaction of somebody else's, after `sql`.
    public static void holding(Path folder, String sql, Meanwhile meanwhile) throws InterruptedException {
        try (var connection = connection(DATABASES.get(folder));
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(sql);
            meanwhile.run();
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// Drops what was made for folders.
    public static void dropAll() {
        DATABASES.values().forEach(name -> execute("drop database " + name + " with (force)"));
        DATABASES.clear();
    }
}
