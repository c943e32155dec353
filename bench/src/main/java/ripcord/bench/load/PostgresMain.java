package ripcord.bench.load;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
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
    private static final Duration STILL_WARM = Duration.ofSeconds(2);
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
                    Load.average());
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
        System.out.printf(Locale.ROOT, "load average %.1f%n", Load.average());
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
            backends.add(backend);
        }
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
            var meter = new Meter(postgres);
            var result = new Load(server, connections, measured, round == 0 ? WARMING : STILL_WARM)
                    .run("refresh", n -> LoadMain.refreshing(server, backends.get(n / OF_A_TENANT), n), meter::begin);
            System.out.println(result);
            double rate = result.requests() / result.wallSeconds();
            System.out.printf(
                    Locale.ROOT,
                    "refresh, %d connections: %.0f refreshes/s; processors: Ripcord %.2f, PostgreSQL %.2f;"
                            + " %.2f of pgbench%n",
                    connections,
                    rate,
                    result.used().all() / result.wallSeconds(),
                    meter.used(result.wallSeconds()),
                    rate / bare.perSecond());
            shares.add(String.format(Locale.ROOT, "%.2f", rate / bare.perSecond()));
        }
        summary.add("refreshes as a share of pgbench's rotations: " + String.join(", ", shares) + " (goal: 0.5)");
    }

    /// What PostgreSQL uses while something else is measured.
    private static final class Meter {
        private final PostgresServer postgres;
        private double before;

        Meter(PostgresServer postgres) {
            this.postgres = postgres;
        }

        void begin() {
            before = now();
        }

        double used(double seconds) {
            return (now() - before) / seconds;
        }

        private double now() {
            try {
                return postgres.used();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    /// In turn, so that what else the machine does is in both.
    private void sessions(ServerProcess onPostgres) throws IOException, InterruptedException {
        progress.now("starting an embedded store, and signing in at both");
        try (var embedded = ServerProcess.start()) {
            var scripts = List.of(looking(embedded), looking(onPostgres));
            var shares = new ArrayList<String>();
            for (int round = 0; round < LOOK_ROUNDS; round++) {
                progress.now("look-ups, round " + (round + 1) + " of " + LOOK_ROUNDS);
                var warming = round == 0 ? WARMING : STILL_WARM;
                var there = new Load(embedded, connections, measured, warming)
                        .run("auth/session, embedded", scripts.getFirst());
                System.out.println(there);
                var here = new Load(onPostgres, connections, measured, warming)
                        .run("auth/session, PostgreSQL", scripts.getLast());
                System.out.println(here);
                shares.add(String.format(Locale.ROOT, "%.2f", here.perServerCore() / there.perServerCore()));
            }
            summary.add("session look-ups on PostgreSQL as a share of embedded: " + String.join(", ", shares)
                    + " (goal: 0.85)");
        }
    }

    private static Load.Scripts looking(ServerProcess server) throws IOException {
        var backend = new Backend(server.port(), server.rootKey());
        return LoadMain.cycling(
                LoadMain.signIn(SESSIONS, server, backend, "browser", "session_token"), Backend::session);
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
