package ripcord.bench.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import ripcord.bench.Machine;
import ripcord.server.load.Latency;
import ripcord.server.load.Measured;

/// What [Requests] measured, as sections of the document.
final class RequestsReport {
    private static final double GOAL = 0.5;

    private final Machine machine;
    private final Rounds rates = new Rounds();
    private final List<BareStore.InProcess.Done> bare = new ArrayList<>();
    private final Map<String, List<Double>> perFlush = new LinkedHashMap<>();
    private final Map<String, Measured> latencies = new LinkedHashMap<>();
    private String resident = "";

    RequestsReport(Machine machine) {
        this.machine = machine;
    }

    Rounds rates() {
        return rates;
    }

    void bare(BareStore.InProcess.Done done, long flushes) {
        bare.add(done);
        perFlush("bare", done.rotations(), flushes);
        System.err.printf(Locale.ROOT, "bare store: %.0f rotations/s%n", done.perSecond());
    }

    void refreshes(Driver.Rate rate, long flushes, Duration length) {
        rates.add(Requests.REFRESH, rate);
        perFlush(Requests.REFRESH, (long) (rate.perSecond() * length.toMillis() / 1e3), flushes);
    }

    void signIns(Driver.Rate rate, long flushes, Duration length) {
        rates.add(Requests.SIGN_IN, rate);
        perFlush(Requests.SIGN_IN, (long) (rate.perSecond() * length.toMillis() / 1e3), flushes);
    }

    private void perFlush(String name, long done, long flushes) {
        perFlush.computeIfAbsent(name, _ -> new ArrayList<>()).add(flushes == 0 ? 0 : (double) done / flushes);
    }

    void latency(String name, Measured measured) {
        latencies.put(name, measured);
    }

    void resident(long server, long http) {
        resident = "Resident after all of this: " + server + " MB; the HTTP server alone " + http + " MB.";
    }

    void write(Duration each) throws IOException {
        var checks = new Section("checks", machine);
        checks(checks, each);
        checks.write();
        var writes = new Section("refresh and sign-in, embedded store", machine);
        writes(writes, each);
        writes.write();
        var times = new Section("how long answers take", machine);
        times(times, each);
        times.write();
    }

    private void checks(Section section, Duration each) {
        section.line(
                "%d kept-alive connections, each asking again when it has been answered, %d rounds of %d s in turn,"
                        + " all warm; in the middle, and all.",
                Requests.CONNECTIONS, Requests.ROUNDS, each.toSeconds());
        section.line(
                "%,d live credentials of one tenant, drawn uniformly; every tag and every entry is checked on each call;"
                        + " metrics and events on. The HTTP server alone answers the same requests",
                Requests.CREDENTIALS);
        section.line("with 450 bytes, without looking at them, in the same JVM with the same options.");
        section.line("A share is of the HTTP server's answers in a second of the server's processor time.");
        section.line("");
        section.line(
                "| | answers/s | all rounds | per second of its processor | share | goal | processors: server, driver |");
        section.line("|---|---|---|---|---|---|---|");
        double http = rates.median(Requests.BARE, Driver.Rate::perCoreSecond);
        for (String name : List.of(
                Requests.BARE,
                Requests.SESSION,
                Requests.INTROSPECT_SESSION,
                Requests.INTROSPECT_ACCESS,
                Requests.JWKS,
                Requests.INTROSPECT_NEW)) {
            double share = rates.median(name, Driver.Rate::perCoreSecond) / http;
            section.line(
                    "| %s | %,.0f | %s | %,.0f | %s | %.2f, %.2f |",
                    name,
                    rates.median(name, Driver.Rate::perSecond),
                    rates.all(name, Driver.Rate::perSecond),
                    rates.median(name, Driver.Rate::perCoreSecond),
                    goal(name, share),
                    rates.median(name, Driver.Rate::serverCores),
                    rates.median(name, Driver.Rate::driverCores));
        }
        section.line("");
        section.line("%s%s", failures(), resident);
    }

    private static String goal(String name, double share) {
        return switch (name) {
            case Requests.BARE -> "1 | ";
            case Requests.INTROSPECT_NEW -> String.format(Locale.ROOT, "%.2f | none: its signature", share);
            default -> String.format(Locale.ROOT, "%.2f | %.1f", share, GOAL);
        };
    }

    private String failures() {
        var failed = new StringBuilder();
        for (String name : List.of(
                Requests.SESSION,
                Requests.INTROSPECT_SESSION,
                Requests.INTROSPECT_ACCESS,
                Requests.INTROSPECT_NEW,
                Requests.JWKS,
                Requests.REFRESH,
                Requests.SIGN_IN)) {
            if (rates.failed(name) > 0) {
                failed.append(name).append(": ").append(rates.failed(name)).append(" not answered as expected. ");
            }
        }
        return failed.toString();
    }

    private void writes(Section section, Duration each) {
        double store = bare.stream()
                .mapToDouble(BareStore.InProcess.Done::perSecond)
                .sorted()
                .toArray()[bare.size() / 2];
        section.line(
                "%d connections, %d tenants, %d rounds of %d s in turn, all warm; in the middle, and all. SQLite,"
                        + " synchronous FULL: an answer means that it is on the device.",
                Requests.CONNECTIONS, Requests.CONNECTIONS / 16, Requests.ROUNDS, each.toSeconds());
        section.line(
                "The store alone: %d threads that each wait until their rotation is durable, and one that does what waits"
                        + " in one transaction, a select and an update that compares for each, with the",
                Requests.CONNECTIONS);
        section.line(
                "same SQLite, options and JVM, on the same processor. Rounds hold each figure, and flushes are the device's.");
        section.line("");
        section.line(
                "| | a second | all rounds | share of the store alone | goal | for each flush of the device | processors: server, driver |");
        section.line("|---|---|---|---|---|---|---|");
        section.line(
                "| the store alone: select and update | %,.0f | %s | 1 | | %.1f | |",
                store,
                String.join(
                        ", ",
                        bare.stream()
                                .map(done -> String.format(Locale.ROOT, "%,.0f", done.perSecond()))
                                .toList()),
                flush("bare"));
        write(section, Requests.REFRESH, "an access token signed with ES256", store, "0.5 of the store, 8,000/s");
        write(section, Requests.SIGN_IN, "subject and session made, access token signed", store, "5,000/s");
        section.line("");
        section.line("Events, metrics and limits are on. On PostgreSQL, beside `pgbench`: `./dev/bench postgres`.");
    }

    private void write(Section section, String name, String what, double store, String goal) {
        section.line(
                "| %s (%s) | %,.0f | %s | %.2f | %s | %.1f | %.2f, %.2f |",
                name,
                what,
                rates.median(name, Driver.Rate::perSecond),
                rates.all(name, Driver.Rate::perSecond),
                rates.median(name, Driver.Rate::perSecond) / store,
                goal,
                flush(name),
                rates.median(name, Driver.Rate::serverCores),
                rates.median(name, Driver.Rate::driverCores));
    }

    private double flush(String name) {
        double[] all = perFlush.getOrDefault(name, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return all.length == 0 ? 0 : all[all.length / 2];
    }

    private void times(Section section, Duration each) {
        section.line(
                "Milliseconds from when a request should have been sent to its whole answer, so that a server that stalls is"
                        + " not asked less; %d connections with a thread each, %d s.",
                Requests.CONNECTIONS, each.toSeconds());
        section.line("");
        section.line(
                "| | asked a second | p50 | p99 | p99.9 | longest | late to send, p99 | not sent in time, failed |");
        section.line("|---|---|---|---|---|---|---|---|");
        latencies.forEach((name, measured) -> {
            Latency response = measured.response().orElse(measured.service());
            section.line(
                    "| %s | %,d | %.2f | %.2f | %.2f | %.1f | %.2f | %d, %d |",
                    name,
                    Requests.REFRESH.equals(name) || Requests.SIGN_IN.equals(name)
                            ? Requests.WRITES_A_SECOND
                            : Requests.CHECKS_A_SECOND,
                    response.millisAt(50),
                    response.millisAt(99),
                    response.millisAt(99.9),
                    response.longestMillis(),
                    measured.lag().millisAt(99),
                    measured.unsent(),
                    measured.failed());
        });
    }
}
