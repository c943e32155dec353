package ripcord.bench.server;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import ripcord.bench.Machine;
import ripcord.bench.Scratch;
import ripcord.bench.load.Driver;
import ripcord.bench.load.Scripts;
import ripcord.server.load.Measured;
import ripcord.server.load.Script;

/// What the server does in a second, beside the HTTP server and the store that it stands on, in turn; and how long
/// answers take at a stated rate.
final class Requests {
    static final int CONNECTIONS = 64;
    static final int CREDENTIALS = 10_000;
    static final int CHECKS_A_SECOND = 5_000;
    static final int WRITES_A_SECOND = 1_000;

    static final String BARE = "the HTTP server alone (Helidon 4.5)";
    static final String BARE_FORM = "the same, asked for introspection: with a body";
    static final String SESSION = "session check";
    static final String INTROSPECT_SESSION = "introspection, session tokens";
    static final String INTROSPECT_ACCESS = "introspection, access tokens seen before";
    static final String INTROSPECT_NEW = "introspection, access tokens never seen before";
    static final String JWKS = "JWKS";
    static final String REFRESH = "refresh with rotation";
    static final String SIGN_IN = "sign-in";

    private static final Duration WARMING = Duration.ofSeconds(10);
    static final int MOST_TURNS = 4;
    /// More than any server introspects in a second: tokens that were not seen before must not run out.
    private static final double FASTEST = 30_000;

    private final Duration each;
    private final RequestsReport report;
    private final Map<String, Driver> drivers = new LinkedHashMap<>();
    private final Scripts.Unasked unasked = new Scripts.Unasked();

    /// @param each how long each is warmed up in its turn, and asked at a stated rate
    Requests(Duration each, Machine machine) {
        this.each = each;
        this.report = new RequestsReport(machine);
    }

    void measure() throws IOException, InterruptedException {
        var folder = Scratch.folder("store");
        int port = Running.freePort();
        int barePort = Running.freePort();
        try (var bare = Running.start(new Running.What(Cores.server(Ripcord.bare(barePort)), barePort, "/", Map.of()));
                var server = Running.start(new Running.What(
                        Cores.server(Ripcord.serve(folder, port, List.of())), port, "/health", Ripcord.environment()));
                var store = BareStore.InProcess.start(folder.resolve("bare"), CONNECTIONS)) {
            var ripcord = new Ripcord(server, folder);
            var asking = new Asking(ripcord);
            put(BARE, bare, asking.sessions());
            put(BARE_FORM, bare, asking.forms());
            prepare(server, asking, ripcord);
            warmUp(store);
            var flushes = new Flushes(folder);
            for (int round = 0; round < Rounds.NUMBER; round++) {
                checkRound();
                storeRound(store, flushes);
            }
            latencies();
            report.resident(server.resident(), bare.resident());
        }
        report.write(each);
    }

    private void prepare(Running server, Asking asking, Ripcord ripcord) throws IOException {
        asking.checks().forEach((name, scripts) -> put(name, server, scripts));
        put(INTROSPECT_NEW, server, Scripts.introspectingOnce(unasked::take));
        asking.writes((tenant, token) -> unasked.add(() -> ripcord.introspect(tenant, token)))
                .forEach((name, scripts) -> put(name, server, scripts));
    }

    private void put(String name, Running server, Script.Scripts scripts) {
        drivers.put(name, new Driver(name, server, CONNECTIONS, scripts));
    }

    private Driver driver(String name) {
        var driver = drivers.get(name);
        if (driver == null) {
            throw new IllegalArgumentException(name);
        }
        return driver;
    }

    private void warmUp(BareStore.InProcess store) throws IOException {
        store.measure(3_000);
        for (var driver : drivers.values()) {
            if (!driver.name().equals(INTROSPECT_NEW)) {
                driver.warmUp(WARMING);
            }
        }
        var usual = drivers.values().stream()
                .filter(driver -> !driver.name().equals(INTROSPECT_NEW))
                .toList();
        boolean _ = Driver.warmUp(usual, each, MOST_TURNS);
        driver(INTROSPECT_NEW).rate(enough());
    }

    private void checkRound() throws IOException {
        for (String name : List.of(BARE, BARE_FORM, SESSION, INTROSPECT_SESSION, INTROSPECT_ACCESS, JWKS)) {
            report.rates().add(name, driver(name).rate(Rounds.LENGTH));
        }
    }

    private void storeRound(BareStore.InProcess store, Flushes flushes) throws IOException {
        long before = flushes.count();
        report.bare(store.measure(Rounds.LENGTH.toMillis()), flushes.count() - before);
        unasked.clear();
        before = flushes.count();
        var refreshes = driver(REFRESH).rate(Rounds.LENGTH);
        report.refreshes(refreshes, flushes.count() - before);
        report.rates().add(INTROSPECT_NEW, introspectNew());
        before = flushes.count();
        report.signIns(driver(SIGN_IN).rate(Rounds.LENGTH), flushes.count() - before);
    }

    private Driver.Rate introspectNew() throws IOException {
        return driver(INTROSPECT_NEW).rate(enough());
    }

    /// For as long as there are tokens that nobody has asked about.
    private Duration enough() {
        return Duration.ofMillis((long) (1_000 * unasked.size() / FASTEST));
    }

    private void latencies() {
        for (var driver : drivers.values()) {
            boolean writes = driver.name().equals(REFRESH) || driver.name().equals(SIGN_IN);
            if (!driver.name().equals(INTROSPECT_NEW)) {
                Measured measured = driver.at(writes ? WRITES_A_SECOND : CHECKS_A_SECOND, each);
                report.latency(driver.name(), measured);
            }
        }
    }
}
