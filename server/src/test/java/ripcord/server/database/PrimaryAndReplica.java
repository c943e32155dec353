package ripcord.server.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;

/// A PostgreSQL of its own with a streaming replica.
public final class PrimaryAndReplica implements AutoCloseable {
    private static final String USER = "postgres";

    private final EmbeddedPostgres primary;
    private final EmbeddedPostgres replica;

    private PrimaryAndReplica(EmbeddedPostgres primary, EmbeddedPostgres replica) {
        this.primary = primary;
        this.replica = replica;
    }

    /// Starts both, with a database.
    ///
    /// @param folder empty; gets both
    public static PrimaryAndReplica start(Path folder) {
        try {
            var data = folder.resolve("primary");
            var primary = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setServerConfig("fsync", "off")
                    .start();
            run(primary, "create database ripcord");
            var copy = folder.resolve("replica");
            copy(primary, data, copy);
            var replica = EmbeddedPostgres.builder()
                    .setDataDirectory(copy)
                    .setCleanDataDirectory(false)
                    .setServerConfig("fsync", "off")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
            return new PrimaryAndReplica(primary, replica);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What `pg_basebackup` does.
    private static void copy(EmbeddedPostgres primary, Path data, Path copy) throws IOException {
        try (var connection = primary.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('replica', true)");
            var copying = new ProcessBuilder("cp", "-a", data.toString(), copy.toString())
                    .inheritIO()
                    .start();
            if (copying.waitFor() != 0) {
                throw new IOException("not copied");
            }
            Files.deleteIfExists(copy.resolve("postmaster.pid"));
            Files.deleteIfExists(copy.resolve("epg-lock"));
            try (var rows = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                rows.next();
                Files.writeString(copy.resolve("backup_label"), rows.getString(1));
            }
            Files.createFile(copy.resolve("standby.signal"));
            Files.writeString(
                    copy.resolve("postgresql.auto.conf"),
                    "primary_conninfo = 'host=127.0.0.1 port=" + primary.getPort() + " user=" + USER + "'\n",
                    StandardOpenOption.APPEND);
        } catch (SQLException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void run(EmbeddedPostgres server, String sql) {
        try (var connection = server.getDatabase(USER, "postgres").getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// As somebody at a prompt of the replica.
    public void atReplica(String sql) {
        run(replica, sql);
    }

    /// Returns when the replica has everything.
    public void awaitCaughtUp() throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!same()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("the replica does not catch up");
            }
            Thread.sleep(20);
        }
    }

    private boolean same() {
        return text(primary, "select coalesce(max(seq), 0)::text from change")
                .equals(text(replica, "select coalesce(max(seq), 0)::text from change"));
    }

    private static String text(EmbeddedPostgres server, String sql) {
        try (var connection = server.getDatabase(USER, "ripcord").getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            return "none of " + server.getPort();
        }
    }

    public String user() {
        return USER;
    }

    /// Of the database that a store is in.
    public String url() {
        return url(primary.getPort());
    }

    /// The same at another port.
    public String url(int port) {
        return "jdbc:postgresql://localhost:" + port + "/ripcord";
    }

    public int replicaPort() {
        return replica.getPort();
    }

    @Override
    public void close() throws IOException {
        replica.close();
        primary.close();
    }
}
