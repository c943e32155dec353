package ripcord.bench.load;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

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
        Path folder = Files.createTempDirectory("ripcord-bench-postgres");
        // The builder would switch off whatever makes tests slow.
        var server = EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "200")
                .setServerConfig("max_wal_size", "4GB")
                .start();
        return new PostgresServer(folder, server);
    }

    /// One of its databases.
    public record Database(int port, String name) {
        public String url() {
            return "jdbc:postgresql://localhost:" + port + "/" + name;
        }
    }

    public Database create() throws SQLException {
        var database = new Database(server.getPort(), "bench_" + made.incrementAndGet());
        execute(new Database(server.getPort(), "postgres"), "create database " + database.name);
        return database;
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
