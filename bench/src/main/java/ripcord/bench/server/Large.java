package ripcord.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import ripcord.bench.Machine;
import ripcord.server.load.Request;

/// A server whose store is large beside one whose store is small, on the same processor in turn.
final class Large {
    private static final String CHECK = "session check";
    private static final String REFRESH = "refresh with rotation";
    private static final Size SMALL = new Size(10_000, 10_000, 100);
    private static final Size LARGE = new Size(1_000_000, 50_000, 10_000);
    private static final Duration WARMING = Duration.ofSeconds(10);

    private final Duration each;
    private final Section section;
    private final Rounds rounds = new Rounds();
    private final Map<String, Driver> drivers = new LinkedHashMap<>();

    /// How much there is.
    ///
    /// @param active of the sessions, half of them with a session token and half with a refresh token
    record Size(int stored, int active, int tenants) {
        String name() {
            return String.format(Locale.ROOT, "%,d sessions, %,d of them active, %,d tenants", stored, active, tenants);
        }
    }

    /// @param each how long each is measured in each round
    Large(Duration each, Machine machine) {
        this.each = each;
        this.section = new Section("a large store", machine);
    }

    void measure() throws IOException, InterruptedException, SQLException {
        var small = Crowd.make(SMALL.active, SMALL.tenants);
        store(small.folder(), SMALL);
        var large = Crowd.make(LARGE.active, LARGE.tenants);
        store(large.folder(), LARGE);
        try (var first = Crowd.serve(small.folder());
                var second = Crowd.serve(large.folder())) {
            drivers(SMALL, first, small);
            drivers(LARGE, second, large);
            for (var driver : drivers.values()) {
                driver.warmUp(WARMING);
            }
            for (int round = 0; round < Requests.ROUNDS; round++) {
                for (var driver : drivers.values()) {
                    rounds.add(driver.name(), driver.rate(each));
                }
            }
            write(large.folder(), first, second);
        }
    }

    private void drivers(Size size, Running server, Crowd crowd) throws IOException {
        var ripcord = new Ripcord(server, crowd.folder());
        List<Request> checks = crowd.sessions().stream()
                .map(one -> ripcord.session(one.tenant(), one.token()))
                .toList();
        put(size, CHECK, server, number -> {
            var zipf = new Zipf(checks.size(), number);
            return () -> checks.get(zipf.next());
        });
        var refreshing = new ArrayList<List<Scripts.Refreshing>>();
        for (int i = 0; i < Requests.CONNECTIONS; i++) {
            refreshing.add(new ArrayList<>());
        }
        for (int i = 0; i < crowd.refreshing().size(); i++) {
            var one = crowd.refreshing().get(i);
            Function<String, Request> request = token -> ripcord.refresh(one.tenant(), token);
            refreshing.get(i % Requests.CONNECTIONS).add(new Scripts.Refreshing(one.token(), request, _ -> {}));
        }
        put(
                size,
                REFRESH,
                server,
                number -> new Scripts.OneOf(
                        refreshing.get(number), new Zipf(refreshing.get(number).size(), number)::next));
    }

    private void put(Size size, String kind, Running server, ripcord.server.load.Script.Scripts scripts) {
        var name = name(size, kind);
        drivers.put(name, new Driver(name, server, Requests.CONNECTIONS, scripts));
    }

    private static String name(Size size, String kind) {
        return kind + ", " + size.name();
    }

    /// Adds rows as the server would have made them, but for secrets that open nothing, and has all tenants rotate each
    /// time.
    private static void store(Path folder, Size size) throws SQLException {
        long now = Instant.now().toEpochMilli();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database(folder));
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            int changed = statement.executeUpdate("""
                    update policy set document = replace(document, '"grace":"PT10S"', '"grace":"PT0S"')
                     where document like '%"grace":"PT10S"%'
                    """);
            if (changed < size.tenants) {
                throw new SQLException(changed + " policies with a grace of ten seconds (expected: one a tenant)");
            }
            int more = size.stored - size.active;
            if (more > 0) {
                var numbers = "with recursive n(i) as (select 1 union all select i + 1 from n where i < " + more + ") ";
                statement.execute(numbers + """
                        insert into subject (tenant, subject, authz_ref, disabled, roles, entitlements, attributes, ended_seq)
                            select 't' || (i %% %d), 'stored' || i, 'stored' || i, 0, '[]', '[]', '{}', 0 from n
                        """.formatted(size.tenants));
                statement.execute(numbers + """
                        insert into session (tenant, id, subject, client_id, client_kind, amr, auth_time, persistent,
                                created_at, last_seen_at, expires_at, device_label, device_ip, secret, token_key,
                                credentials, since_seq, session_generation, refresh_newest, refresh_renewed,
                                newest_presented, rotated_address, rotated_user_agent, rotated_client, created_by)
                            select 't' || (i %% %1$d), randomblob(16), 'stored' || i, 'default', 'native', 'pwd', %2$d, 0,
                                %2$d - i, %2$d, %2$d + 864000000, 'a device', '192.0.2.1', randomblob(32), 1, 6, 1, 1, 1, 1,
                                0, '', '', '', 'system' from n
                        """.formatted(size.tenants, now));
            }
            connection.commit();
        }
    }

    private static Path database(Path folder) {
        try (var files = Files.list(folder.resolve("data"))) {
            return files.filter(file -> file.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void write(Path folder, Running small, Running large) throws IOException {
        section.line(
                "Two servers with embedded stores on the same processor, asked in turn, %d connections, %d rounds of %d s;"
                        + " answers a second, in the middle, and all. Of the active sessions half are looked up and half"
                        + " refreshed, drawn by Zipf's law (exponent 1). The large store takes %,d MB.",
                Requests.CONNECTIONS, Requests.ROUNDS, each.toSeconds(), Files.size(database(folder)) / 1_000_000);
        section.line("");
        section.line("| | %s | all rounds | %s | all rounds | slower by | goal |", SMALL.name(), LARGE.name());
        section.line("|---|---|---|---|---|---|---|");
        for (String kind : List.of(CHECK, REFRESH)) {
            double before = rounds.median(name(SMALL, kind), Driver.Rate::perCoreSecond);
            double after = rounds.median(name(LARGE, kind), Driver.Rate::perCoreSecond);
            section.line(
                    "| %s | %,.0f | %s | %,.0f | %s | %.0f %% | 20 %% |",
                    kind,
                    rounds.median(name(SMALL, kind), Driver.Rate::perSecond),
                    rounds.all(name(SMALL, kind), Driver.Rate::perSecond),
                    rounds.median(name(LARGE, kind), Driver.Rate::perSecond),
                    rounds.all(name(LARGE, kind), Driver.Rate::perSecond),
                    100 * (1 - after / before));
        }
        section.line("");
        section.line(
                "Slower by: in answers a second of the server's processor time. To the first 200 after the start: %d and %d ms;"
                        + " resident after all of this: %d and %d MB. Copies in memory are bounded by `--sessions-in-memory`.",
                small.started().toMillis(), large.started().toMillis(), small.resident(), large.resident());
        section.write();
    }
}
