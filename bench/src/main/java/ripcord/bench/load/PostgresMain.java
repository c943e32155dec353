package ripcord.bench.load;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// `PostgresMain [seconds [connections [kind…]]]`: a server on PostgreSQL beside what PostgreSQL does for pgbench,
/// beside the embedded store, and beside another server, in one run. Kinds are `refresh`, `session` and `revoke`;
/// without any, all of them, in less than six minutes with the default of 6 seconds.
public final class PostgresMain {
    /// Of one tenant so many requests are worked on at a time: with fewer tenants the connections were not all in use.
    private static final int OF_A_TENANT = 16;

    private static final int ROUNDS = 2;
    private static final int LOOK_ROUNDS = 3;
    private static final int SESSIONS = 2_000;
    /// A server is cold once.
    private static final Duration WARMING = Duration.ofSeconds(30);
    private static final Duration REVOKING = Duration.ofSeconds(25);
    private static final Duration LONGEST = Duration.ofMinutes(8);

    private static final String ROWS = """
            insert into tenant (id, internal_id, name, created_at, ended_seq)
                values ('pgbench', decode(repeat('00', 16), 'hex'), '', 0, 0);
            insert into subject (tenant, subject, authz_ref, disabled, roles, entitlements, attributes, ended_seq)
                select 'pgbench', 'subject' || n, 'reference' || n, 0, '', '', '', 0 from generate_series(0, 999) n;
            insert into session (tenant, id, subject, client_id, client_kind, amr, auth_time, persistent, created_at,
                    last_seen_at, expires_at, secret, token_key, credentials, since_seq, session_generation,
                    refresh_newest, refresh_renewed, newest_presented, rotated_address, rotated_user_agent,
                    rotated_client, created_by)
                select 'pgbench', decode(lpad(to_hex(n), 32, '0'), 'hex'), 'subject' || n, 'default', 'native', 'pwd',
                    0, 0, 0, 0, 9000000000000, decode(repeat('00', 32), 'hex'), 1, 6, 1, 1,
                    1, 1, 0, '', '', '', 'system'
                from generate_series(0, 999) n;
            analyze
            """;

    private final Duration measured;
    private final int connections;
    private final Set<String> wanted;
    private final Progress progress;
    private final List<String> summary = new ArrayList<>();

    private PostgresMain(Duration measured, int connections, Set<String> wanted) {
        this.measured = measured;
        this.connections = connections;
        this.wanted = wanted;
        this.progress = new Progress(LONGEST.plus(measured.multipliedBy(10)));
    }

    public static void main(String[] args) throws Exception {
        var measured = Duration.ofSeconds(args.length > 0 ? Integer.parseInt(args[0]) : 6);
        int connections = args.length > 1 ? Integer.parseInt(args[1]) : LoadMain.CONNECTIONS;
        var wanted = Set.copyOf(List.of(args).subList(Math.min(2, args.length), args.length));
        new PostgresMain(measured, connections, wanted).run();
    }

    private boolean wants(String kind) {
        return wanted.isEmpty() || wanted.contains(kind);
    }

    private void run() throws IOException, InterruptedException, SQLException {
        progress.now("starting PostgreSQL and a server");
        try (var postgres = PostgresServer.start()) {
            var database = postgres.create();
            System.out.printf(
                    Locale.ROOT,
                    "PostgreSQL %s, Java %s, %d processors, load average %.1f%n",
                    postgres.text(database, "show server_version"),
                    Runtime.version(),
                    Runtime.getRuntime().availableProcessors(),
                    Progress.average());
            try (var server = ServerProcess.startOn(database, Optional.empty())) {
                postgres.execute(database, ROWS);
                if (wants("refresh")) {
                    refresh(postgres, database, server);
                }
                if (wants("session")) {
                    sessions(server);
                }
                if (wants("revoke")) {
                    revoke("revoke", database, server, Optional.empty());
                }
            }
            if (wants("revoke")) {
                revokeWithRedis(postgres.create());
            }
        }
        System.out.println();
        summary.forEach(System.out::println);
        System.out.printf(Locale.ROOT, "load average %.1f%n", Progress.average());
    }

    private void refresh(PostgresServer postgres, PostgresServer.Database database, ServerProcess server)
            throws IOException, InterruptedException {
        if (!Pgbench.exists()) {
            System.err.println("pgbench is missing (Debian: postgresql-15 or newer): no figures of refresh");
            return;
        }
        var backends = new ArrayList<Backend>();
        var root = new Backend(server.port(), server.rootKey());
        for (int i = 0; i * OF_A_TENANT < connections; i++) {
            var backend = root.withTenant("refreshing" + i);
            backend.withoutGrace();
            backends.addAll(Collections.nCopies(OF_A_TENANT, backend));
        }
        var driver = new Driver("refresh", server, connections, LoadMain.refreshing(server, backends));
        var pgbench = new Pgbench(postgres, database, connections);
        var shares = new ArrayList<String>();
        for (int round = 0; round < ROUNDS; round++) {
            progress.now("pgbench, round " + (round + 1) + " of " + ROUNDS);
            var bare = pgbench.run("rotation.sql", measured);
            System.out.printf(
                    Locale.ROOT,
                    "pgbench, %d clients: %.0f rotations/s; processors: pgbench %.2f, PostgreSQL %.2f%n",
                    connections,
                    bare.perSecond(),
                    bare.client(),
                    bare.server());
            progress.now("refreshes, round " + (round + 1) + " of " + ROUNDS);
            if (round == 0) {
                driver.warmUp(WARMING);
            }
            double before = postgres.used();
            var refreshes = LoadMain.measure(driver, measured);
            double used = (postgres.used() - before) / refreshes.seconds();
            double rate = refreshes.perSecond();
            System.out.printf(
                    Locale.ROOT,
                    "refresh, %d connections: %.0f refreshes/s; processors: Ripcord %.2f, PostgreSQL %.2f;"
                            + " %.2f of pgbench%n",
                    connections,
                    rate,
                    refreshes.serverCores(),
                    used,
                    rate / bare.perSecond());
            shares.add(String.format(Locale.ROOT, "%.2f", rate / bare.perSecond()));
        }
        summary.add("refreshes as a share of pgbench's rotations: " + String.join(", ", shares) + " (goal: 0.5)");
    }

    /// In turn, so that what else the machine does is in both.
    private void sessions(ServerProcess onPostgres) throws IOException, InterruptedException {
        progress.now("starting an embedded store, and signing in at both");
        try (var embedded = ServerProcess.start()) {
            var there = looking("auth/session, embedded", embedded);
            var here = looking("auth/session, PostgreSQL", onPostgres);
            var shares = new ArrayList<String>();
            for (int round = 0; round < LOOK_ROUNDS; round++) {
                progress.now("look-ups, round " + (round + 1) + " of " + LOOK_ROUNDS);
                if (round == 0) {
                    there.warmUp(WARMING);
                    here.warmUp(WARMING);
                }
                double embeddedRate = LoadMain.measure(there, measured).perCoreSecond();
                double rate = LoadMain.measure(here, measured).perCoreSecond();
                shares.add(String.format(Locale.ROOT, "%.2f", rate / embeddedRate));
            }
            summary.add("session look-ups on PostgreSQL as a share of embedded: " + String.join(", ", shares)
                    + " (goal: 0.85)");
        }
    }

    private Driver looking(String name, ServerProcess server) throws IOException {
        var backend = new Backend(server.port(), server.rootKey());
        var sessions = LoadMain.signIn(SESSIONS, server, backend, "browser", "session_token");
        return new Driver(
                name,
                server,
                connections,
                Scripts.drawn(sessions.stream().map(backend::session).toList()));
    }

    private void revokeWithRedis(PostgresServer.Database database) throws IOException, InterruptedException {
        progress.now("starting Redis, and two servers with it");
        try (var redis = RedisServer.start();
                var first = ServerProcess.startOn(database, Optional.empty(), redis)) {
            revoke("revoke, with Redis", database, first, Optional.of(redis));
        }
    }

    private void revoke(String name, PostgresServer.Database database, ServerProcess first, Optional<RedisServer> redis)
            throws IOException, InterruptedException {
        progress.now(name + ": starting the other server, and verifiers");
        try (var second = redis.isEmpty()
                ? ServerProcess.startOn(database, Optional.of(first))
                : ServerProcess.startOn(database, Optional.of(first), redis.get())) {
            progress.now(name);
            var result = new AcrossServers(first, second, REVOKING).measure();
            result.lines(name).forEach(System.out::println);
            summary.add(String.format(
                    Locale.ROOT,
                    "%s at one server to refusal at the other, p99: verifiers %.0f ms, cookie %.0f ms (goal: 100 ms)",
                    name,
                    result.verifiers().at(0.99),
                    result.cookies().at(0.99)));
        }
    }
}
