package ripcord.bench.server;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import ripcord.bench.Machine;
import ripcord.bench.load.Driver;
import ripcord.bench.load.PostgresServer;

/// Ripcord beside a Spring Authorization Server and Keycloak, one after the other on the same processor, asked by the
/// same driver. Each comparison is a run of its own, in which Ripcord is measured too.
final class Others {
    static final int SESSIONS = 1_000;
    static final int FEW = 10;
    /// What is larger has its compilers at work for minutes on one processor.
    private static final Duration WARMING = Duration.ofMinutes(4);

    private final Duration each;
    private final Machine machine;

    /// @param each how long each kind is measured
    Others(Duration each, Machine machine) {
        this.each = each;
        this.machine = machine;
    }

    void spring() throws IOException, InterruptedException, SQLException {
        // On the driver's processor, with all that it starts, as it is not what is measured.
        try (var postgres = PostgresServer.start()) {
            var report = report("beside a Spring Authorization Server", postgres);
            for (var other : List.of(
                    new OtherRipcord(Optional.of(postgres.create())),
                    new Spring(Optional.of(postgres.create()), SESSIONS, false),
                    new Spring(Optional.of(postgres.create()), SESSIONS, true),
                    new Spring(Optional.of(postgres.create()), FEW, false),
                    new Spring(Optional.empty(), FEW, false),
                    new Spring(Optional.empty(), SESSIONS, false))) {
                measure(other, postgres, report);
            }
        }
    }

    void keycloak() throws IOException, InterruptedException, SQLException {
        Keycloak.prepare();
        try (var postgres = Keycloak.postgres()) {
            var report = report("beside Keycloak", postgres);
            measure(new OtherRipcord(Optional.of(postgres.create())), postgres, report);
            measure(Keycloak.on(postgres), postgres, report);
        }
    }

    private OthersReport report(String name, PostgresServer postgres) throws SQLException {
        var version = postgres.text(postgres.create(), "show server_version");
        return new OthersReport(new Section(name, machine), new OthersReport.How(each, WARMING, version));
    }

    /// Started twice, so that nothing is made any more while it is timed. What was measured is written down at once.
    private void measure(Other other, PostgresServer postgres, OthersReport report)
            throws IOException, InterruptedException, SQLException {
        System.err.println(other.name());
        other.start().close();
        try (var server = other.start()) {
            report.add(other, ask(other, server, postgres));
        }
        report.write();
    }

    private OthersReport.Found ask(Other other, Running server, PostgresServer postgres)
            throws IOException, SQLException {
        try {
            var scripts = other.scripts(server);
            if (other.database().isPresent()) {
                // As it does by itself within a minute.
                postgres.execute(other.database().get(), "vacuum analyze");
            }
            var answers = new LinkedHashMap<String, OthersReport.Answers>();
            long resident = 0;
            for (var kind : scripts.entrySet()) {
                var driver = new Driver(kind.getKey(), server, other.connections(), kind.getValue());
                driver.warmUp(WARMING);
                answers.put(kind.getKey(), answers(driver, postgres));
                if (!kind.getKey().equals(Other.CLIENT_CREDENTIALS)) {
                    resident = server.resident();
                }
            }
            return new OthersReport.Found(answers, server.started(), resident);
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(other.name() + ":\n" + server.said(), e);
        }
    }

    private OthersReport.Answers answers(Driver driver, PostgresServer postgres) throws IOException {
        double before = postgres.used();
        long from = System.nanoTime();
        var rate = driver.rate(each);
        double cores = (postgres.used() - before) * 1e9 / (System.nanoTime() - from);
        System.err.printf(
                Locale.ROOT,
                "%s: %.0f/s, server %.2f, PostgreSQL %.2f, driver %.2f, %d failed, compilers %.3f%n",
                driver.name(),
                rate.perSecond(),
                rate.serverCores(),
                cores,
                rate.driverCores(),
                rate.failed(),
                rate.compiling());
        return new OthersReport.Answers(rate, cores);
    }
}
