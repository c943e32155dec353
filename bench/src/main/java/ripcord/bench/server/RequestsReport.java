package ripcord.bench.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import ripcord.bench.Machine;
import ripcord.bench.load.Driver;
import ripcord.server.load.Latency;
import ripcord.server.load.Measured;

/// What [Requests] measured, as sections of the document.
final class RequestsReport {
    private static final List<String> CHECKS = List.of(
            Requests.BARE,
            Requests.BARE_FORM,
            Requests.SESSION,
            Requests.INTROSPECT_SESSION,
            Requests.INTROSPECT_ACCESS,
            Requests.JWKS,
            Requests.INTROSPECT_NEW);

    private static final String STORE = "the store alone: select and update";

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

    void refreshes(Driver.Rate rate, long flushes) {
        add(Requests.REFRESH, rate, flushes);
    }

    void signIns(Driver.Rate rate, long flushes) {
        add(Requests.SIGN_IN, rate, flushes);
    }

    private void add(String name, Driver.Rate rate, long flushes) {
        rates.add(name, rate);
        perFlush(name, (long) (rate.perSecond() * Rounds.LENGTH.toMillis() / 1e3), flushes);
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
        checks(checks);
        checks.write();
        var writes = new Section("refresh and sign-in, embedded store", machine);
        writes(writes);
        writes.write();
        var times = new Section("how long answers take", machine);
        times(times, each);
        times.write();
    }

    private void checks(Section section) {
        section.line(
                "%d kept-alive connections, each asking again when it has been answered, %d rounds of %d s in turn, all warm.",
                Requests.CONNECTIONS, Rounds.NUMBER, Rounds.LENGTH.toSeconds());
        section.line(
                "%,d live credentials of one tenant, drawn uniformly; every tag and every entry is checked on each call;"
                        + " metrics and events on. The HTTP server alone answers the same requests",
                Requests.CREDENTIALS);
        section.line("with 450 bytes, without looking at them, in the same JVM with the same options.");
        section.line(
                "A share is of the HTTP server's answers (first row) in a second of the server's processor time, of the same round:"
                        + " the share in the middle, the least and the most. Answers a second are those in the middle.");
        section.line("");
        section.line("| | answers/s | share | all shares | goal | processors: server, driver |");
        section.line("|---|---|---|---|---|---|");
        CHECKS.forEach(name -> check(section, name));
        section.line("");
        section.line(Rounds.heading("| each round: answers a second of the server's processor time"));
        CHECKS.forEach(name -> section.line(Rounds.row(name, rates.each(name, Driver.Rate::perCoreSecond))));
        section.line("");
        section.line("%s%s", failures(), resident);
    }

    private void check(Section section, String name) {
        section.line(
                "| %s | %,.0f | %s | %s | %.2f, %.2f |",
                name,
                rates.median(name, Driver.Rate::perSecond),
                name.equals(Requests.BARE)
                        ? "1 | "
                        : rates.shares(name, Requests.BARE, Driver.Rate::perCoreSecond)
                                .columns(),
                goal(name),
                rates.median(name, Driver.Rate::serverCores),
                rates.median(name, Driver.Rate::driverCores));
    }

    private static String goal(String name) {
        return switch (name) {
            case Requests.BARE, Requests.BARE_FORM -> "";
            case Requests.INTROSPECT_NEW -> "none: its signature";
            default -> "0.5";
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

    private void writes(Section section) {
        double[] store =
                bare.stream().mapToDouble(BareStore.InProcess.Done::perSecond).toArray();
        section.line(
                "%d connections, %d tenants, %d rounds of %d s in turn, all warm. SQLite, synchronous FULL: an answer means"
                        + " that it is on the device.",
                Requests.CONNECTIONS, Requests.CONNECTIONS / 16, Rounds.NUMBER, Rounds.LENGTH.toSeconds());
        section.line(
                "The store alone: %d threads that each wait until their rotation is durable, and one that does what waits"
                        + " in one transaction, a select and an update that compares for each, with the",
                Requests.CONNECTIONS);
        section.line(
                "same SQLite, options and JVM, on the same processor. A share is of what it did in the same round: the share in"
                        + " the middle, the least and the most. Flushes are the device's, also in the middle.");
        section.line("");
        section.line(
                "| | a second | share | all shares | goal | for each flush of the device | processors: server, driver |");
        section.line("|---|---|---|---|---|---|---|");
        section.line(
                "| %s | %,.0f | 1 | | | %.1f | |",
                STORE, Spread.of(DoubleStream.of(store)).middle(), flush("bare"));
        write(section, Requests.REFRESH, "an access token signed with ES256", store, "0.5 of the store, 8,000/s");
        write(section, Requests.SIGN_IN, "subject and session made, access token signed", store, "5,000/s");
        section.line("");
        section.line(Rounds.heading("| each round: a second"));
        section.line(Rounds.row(STORE, DoubleStream.of(store)));
        for (String name : List.of(Requests.REFRESH, Requests.SIGN_IN)) {
            section.line(Rounds.row(name, rates.each(name, Driver.Rate::perSecond)));
        }
        section.line("");
        section.line("Events, metrics and limits are on. On PostgreSQL, beside `pgbench`: `./dev/bench postgres`.");
    }

    private void write(Section section, String name, String what, double[] store, String goal) {
        double[] done = rates.each(name, Driver.Rate::perSecond).toArray();
        section.line(
                "| %s (%s) | %,.0f | %s | %s | %.1f | %.2f, %.2f |",
                name,
                what,
                rates.median(name, Driver.Rate::perSecond),
                Spread.ofShares(done, store).columns(),
                goal,
                flush(name),
                rates.median(name, Driver.Rate::serverCores),
                rates.median(name, Driver.Rate::driverCores));
    }

    private double flush(String name) {
        return Spread.of(perFlush.getOrDefault(name, List.of()).stream().mapToDouble(Double::doubleValue))
                .middle();
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
                    measured.counts().unsent(),
                    measured.failed());
        });
    }
}
