package ripcord.server.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// PgBouncer in transaction mode, as Debian packages it, in front of the tests' PostgreSQL.
public final class PgBouncer implements AutoCloseable {
    private final int port;
    private final Process process;

    private PgBouncer(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /// Where it is installed; empty if it is not.
    public static Optional<Path> program() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Starts one, and returns when it answers.
    ///
    /// @param folder gets its configuration
    /// @param target the port of PostgreSQL
    public static PgBouncer start(Path folder, int target) {
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            int port = freePort();
            var users = Files.writeString(folder.resolve("users.txt"), "\"postgres\" \"\"\n");
            boolean root = "root".equals(System.getProperty("user.name"));
            var configuration = Files.writeString(
                    folder.resolve("pgbouncer.ini"), """
                            [databases]
                            * = host=127.0.0.1 port=%d
                            [pgbouncer]
                            listen_addr = 127.0.0.1
                            listen_port = %d
                            unix_socket_dir =
                            auth_type = trust
                            auth_file = %s
                            pool_mode = transaction
                            ignore_startup_parameters = extra_float_digits
                            default_pool_size = 20
                            max_client_conn = 500
                            %s
                            """.formatted(target, port, users, root ? "user = nobody" : ""));
            var process = new ProcessBuilder(List.of(program().orElseThrow().toString(), configuration.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("pgbouncer.log").toFile())
                    .start();
            var bouncer = new PgBouncer(port, process);
            bouncer.awaitReady(folder.resolve("pgbouncer.log"));
            return bouncer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady(Path log) throws IOException {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                throw new AssertionError("PgBouncer does not answer: " + Files.readString(log));
            }
        }
    }

    private boolean answers() {
        try (var connection = DriverManager.getConnection(url("postgres"), "postgres", "")) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    /// Of a database behind it.
    public String url(String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database + "?prepareThreshold=0";
    }

    @Override
    public void close() {
        process.destroy();
    }
}
