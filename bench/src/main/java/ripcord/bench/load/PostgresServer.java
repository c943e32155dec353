package ripcord.bench.load;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import ripcord.bench.Scratch;

/// A PostgreSQL that syncs what it acknowledges, otherwise as it comes. Ends with [#close].
public final class PostgresServer implements AutoCloseable {
    public static final String USER = "postgres";

    private final Path folder;
    private final EmbeddedPostgres server;
    private final AtomicInteger made = new AtomicInteger();

    private PostgresServer(Path folder, EmbeddedPostgres server) {
        this.folder = folder;
        this.server = server;
    }

    public static PostgresServer start() throws IOException {
        Path folder = Scratch.folder("postgres");
        return new PostgresServer(folder, in(folder, "on").start());
    }

    /// Starts one on what the last one in that folder left, or on nothing if there was none.
    ///
    /// @param syncing whether what it acknowledges is on the device
    public static PostgresServer startIn(Path folder, boolean syncing) throws IOException {
        var builder =
                in(Files.createDirectories(folder), syncing ? "on" : "off").setCleanDataDirectory(false);
        return new PostgresServer(folder, builder.start());
    }

    private static EmbeddedPostgres.Builder in(Path folder, String fsync) {
        // The builder would switch off whatever makes tests slow.
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setServerConfig("fsync", fsync)
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "200")
                .setServerConfig("max_wal_size", "4GB");
    }

    /// One of its databases.
    public record Database(int port, String name) {
        public String url() {
            return "jdbc:postgresql://localhost:" + port + "/" + name;
        }
    }

    public Database create() throws SQLException {
        return create("bench_" + made.incrementAndGet(), "template1");
    }

    /// A new one with what another one holds; what had the name before is gone.
    public Database create(String name, String template) throws SQLException {
        var maintenance = new Database(server.getPort(), "postgres");
        execute(maintenance, "drop database if exists " + name);
        execute(maintenance, "create database " + name + " template " + template);
        return new Database(server.getPort(), name);
    }

    public void execute(Database database, String sql) throws SQLException {
        try (var connection = server.getDatabase(USER, database.name).getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public long number(Database database, String sql) throws SQLException {
        return Long.parseLong(text(database, sql));
    }

    public String text(Database database, String sql) throws SQLException {
        try (var connection = server.getDatabase(USER, database.name).getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                throw new SQLException("no row of " + sql);
            }
            return rows.getString(1);
        }
    }

    /// Seconds of the processor that all of its processes have used so far.
    public double used() throws IOException {
        String first = Files.readAllLines(folder.resolve("postmaster.pid")).getFirst();
        return Processor.ofFamily(Long.parseLong(first.strip()));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
