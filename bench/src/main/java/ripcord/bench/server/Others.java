package ripcord.bench.server;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import ripcord.bench.Machine;
import ripcord.bench.load.PostgresServer;

/// Ripcord beside Keycloak and a Spring Authorization Server, one after the other on the same processor, asked by the
/// same driver.
final class Others {
    static final int SESSIONS = 1_000;
    private static final List<String> KINDS =
            List.of(Other.REFRESH, Other.INTROSPECTION, Other.KEYS, Other.CLIENT_CREDENTIALS);
    private static final String RIPCORD = "Ripcord";
    private static final Duration WARMING = Duration.ofSeconds(8);

    private final Duration each;
    private final Section section;
    private final Map<String, Found> all = new LinkedHashMap<>();

    /// What one came to.
    private record Found(Map<String, Driver.Rate> rates, Duration started, long resident) {}

    /// @param each how long each kind is measured
    Others(Duration each, Machine machine) {
        this.each = each;
        this.section = new Section("beside other servers", machine);
    }

    void measure() throws IOException, InterruptedException, SQLException {
        // On the driver's processor, with all that it starts, as it is not what is measured.
        try (var postgres = PostgresServer.start()) {
            measureIfPossible(new Spring(Optional.empty()));
            measureIfPossible(new Spring(Optional.of(postgres.create())));
            measureIfPossible(Keycloak.on(postgres.create()));
            measure(new OtherRipcord(Optional.empty()));
            measure(new OtherRipcord(Optional.of(postgres.create())));
            write(postgres.text(postgres.create(), "show server_version"));
        }
    }

    /// One that fails is told of, and missing in the section.
    private void measureIfPossible(Other other) throws IOException, InterruptedException {
        try {
            measure(other);
        } catch (IOException | IllegalStateException e) {
            System.err.println(other.name() + " is left out: " + e + "; " + e.getCause());
        }
    }

    /// Started twice, so that nothing is made any more while it is timed.
    private void measure(Other other) throws IOException, InterruptedException {
        System.err.println(other.name());
        if (!(other instanceof Keycloak)) {
            other.start().close();
        }
        try (var server = other.start()) {
            measure(other, server);
        }
    }

    private void measure(Other other, Running server) throws IOException {
        try {
            var rates = new LinkedHashMap<String, Driver.Rate>();
            for (var kind : other.scripts(server).entrySet()) {
                var driver = new Driver(kind.getKey(), server, Requests.CONNECTIONS, kind.getValue());
                driver.warmUp(WARMING);
                var rate = driver.rate(each);
                System.err.printf(
                        Locale.ROOT,
                        "%s: %.0f/s, server %.2f, driver %.2f, %d failed%n",
                        kind.getKey(),
                        rate.perSecond(),
                        rate.serverCores(),
                        rate.driverCores(),
                        rate.failed());
                rates.put(kind.getKey(), rate);
            }
            all.put(other.name(), new Found(rates, server.started(), server.resident()));
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException(other.name() + ":\n" + server.said(), e);
        }
    }

    private void write(String postgres) throws IOException {
        section.line(
                "One after the other, each alone on its processor, asked over %d connections for %d s after at most %d s of"
                        + " warming up for each kind, as soon as they were answered; %,d sessions.",
                Requests.CONNECTIONS, each.toSeconds(), WARMING.toSeconds(), SESSIONS);
        section.line(
                "PostgreSQL %s, which syncs what it acknowledges, is on the driver's processor. Answers a second:",
                postgres);
        section.line("");
        section.line("| | %s | start to the first 200, s | resident after the load, MB |", String.join(" | ", KINDS));
        section.line("|---|" + "---|".repeat(KINDS.size()) + "---|---|");
        all.forEach((name, found) -> section.line(
                "| %s | %s | %.1f | %,d |",
                name,
                String.join(" | ", KINDS.stream().map(kind -> cell(found, kind)).toList()),
                found.started.toMillis() / 1e3,
                found.resident));
        section.line("");
        for (String name : all.keySet()) {
            if (!name.startsWith(RIPCORD)) {
                ratios(name, name.endsWith("in memory") ? OtherRipcord.EMBEDDED : OtherRipcord.POSTGRESQL);
            }
        }
        section.line("");
        WHAT.lines().forEach(text -> section.line(text));
        section.write();
    }

    private void ratios(String name, String ours) {
        var its = all.get(name);
        var own = all.get(ours);
        if (its == null || own == null) {
            return;
        }
        var times = new ArrayList<String>();
        own.rates.forEach((kind, rate) -> {
            var other = its.rates.get(kind);
            if (other != null) {
                times.add(String.format(Locale.ROOT, "%s %.1f", kind, rate.perSecond() / other.perSecond()));
            }
        });
        section.line("- %s answers so many times as many as %s: %s.", ours, name, String.join(", ", times));
    }

    private static String cell(Found found, String kind) {
        var rate = found.rates.get(kind);
        return rate == null ? "has none" : String.format(Locale.ROOT, "%,.0f%s", rate.perSecond(), failed(rate));
    }

    private static String failed(Driver.Rate rate) {
        return rate.failed() == 0 ? "" : " (" + rate.failed() + " failed)";
    }

    private static final String WHAT = """
            What each does for a request:

            - Refresh with rotation. Ripcord: no client secret; both tags of the token, the row compared and changed, in a transaction
              that other requests share, on the device when it is answered; a spent token ends the session; an event. Keycloak: the
              client's secret, the refresh token's own signature, `revokeRefreshToken` on, its sessions kept in the database, as it comes.
              Spring: the client's secret (`{noop}`), the authorization looked up by the token and saved anew; in memory nothing is durable
              and a look-up walks through all authorizations, on PostgreSQL its tables have no index for it, both as they come. A token that
              was used before is refused by all three. All sign an access token with ES256; Keycloak and Spring make a random or signed
              refresh token, Ripcord computes it.
            - Introspection of access tokens drawn from all. Ripcord: the API key of whoever asks, a signature that was checked before is
              remembered, times and six look-ups in the live entries of its log. Keycloak: the client's secret, the signature, user and
              session in its cache. Spring: the client's secret, the authorization looked up by the token; no signature.
            - JWKS: the public keys of one tenant or realm.
            - Client credentials, for a JWT signed with ES256: Ripcord has none.

            All start for the second time, on one processor; Keycloak is built for PostgreSQL and started `--optimized`. JVM options are what
            each comes with, in the JVM that is named above.
            """;
}
