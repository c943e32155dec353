package ripcord.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import ripcord.bench.Scratch;

/// `pgbench` with transactions of ours, in place of a server: what PostgreSQL could do if nobody asked for tokens.
final class Pgbench {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

    private final PostgresServer postgres;
    private final PostgresServer.Database database;
    private final int clients;

    Pgbench(PostgresServer postgres, PostgresServer.Database database, int clients) {
        this.postgres = postgres;
        this.database = database;
        this.clients = clients;
    }

    /// What came of it.
    ///
    /// @param perSecond transactions
    /// @param client    processors that pgbench used, on average
    /// @param server    processors that PostgreSQL used, on average
    record Result(double perSecond, double client, double server) {}

    /// Whether there is one on this machine.
    static boolean exists() {
        return Files.exists(program());
    }

    /// The newest of Debian's; else wherever the path leads.
    private static Path program() {
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.sorted((a, b) -> b.compareTo(a))
                    .map(version -> version.resolve("bin/pgbench"))
                    .filter(Files::exists)
                    .findFirst()
                    .orElse(Path.of("/usr/bin/pgbench"));
        } catch (IOException notDebian) {
            return Path.of("/usr/bin/pgbench");
        }
    }

    /// @param script a file of the class path beside this class
    Result run(String script, Duration time) throws IOException, InterruptedException {
        Path file = Scratch.file("pgbench", ".sql");
        try (var in = Pgbench.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new IOException(script + " is not on the class path");
            }
            Files.write(file, in.readAllBytes());
        }
        double before = postgres.used();
        long from = System.nanoTime();
        var process = new ProcessBuilder(List.of(
                        program().toString(),
                        "--no-vacuum",
                        "--protocol=prepared",
                        "--file=" + file,
                        "--client=" + clients,
                        "--jobs=2",
                        "--time=" + time.toSeconds(),
                        "--host=localhost",
                        "--port=" + database.port(),
                        "--username=" + PostgresServer.USER,
                        database.name()))
                .redirectErrorStream(true)
                .start();
        var said = process.inputReader(StandardCharsets.UTF_8);
        double own = 0;
        while (process.isAlive()) {
            own = used(process, own);
            Thread.sleep(100);
        }
        double seconds = (System.nanoTime() - from) / 1e9;
        String text = String.join("\n", said.readAllLines());
        var rate = RATE.matcher(text);
        if (!rate.find()) {
            throw new IOException("pgbench said:\n" + text);
        }
        return new Result(Double.parseDouble(rate.group(1)), own / seconds, (postgres.used() - before) / seconds);
    }

    private static double used(Process process, double before) {
        try {
            return Math.max(before, new Processor(process.pid()).used().all());
        } catch (IOException ended) {
            return before;
        }
    }
}
