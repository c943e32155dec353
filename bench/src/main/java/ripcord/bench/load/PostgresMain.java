package ripcord.bench.load;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// `PostgresMain [seconds [connections [kind…]]]`: a server on PostgreSQL beside what PostgreSQL does for pgbench, and
/// beside the embedded store, in one run. Kinds are `refresh`, `session` and `revoke`; without any, all of them.
public final class PostgresMain {
    /// Of one tenant so many requests are worked on at a time: with fewer tenants the connections were not all in use.
    private static final int OF_A_TENANT = 16;

    private static final int ROUNDS = 2;

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

    private PostgresMain(Duration measured, int connections, Set<String> wanted) {
        this.measured = measured;
        this.connections = connections;
        this.wanted = wanted;
    }

    public static void main(String[] args) throws Exception {
        var measured = Duration.ofSeconds(args.length > 0 ? Integer.parseInt(args[0]) : 10);
        int connections = args.length > 1 ? Integer.parseInt(args[1]) : LoadMain.CONNECTIONS;
        var wanted = Set.copyOf(List.of(args).subList(Math.min(2, args.length), args.length));
        new PostgresMain(measured, connections, wanted).run();
    }

    private boolean wants(String kind) {
        return wanted.isEmpty() || wanted.contains(kind);
    }

    private void run() throws IOException, InterruptedException, SQLException {
        try (var postgres = PostgresServer.start()) {
            var database = postgres.create();
            try (var server = ServerProcess.startOn(database, Optional.empty())) {
                postgres.execute(database, ROWS);
                if (wants("refresh")) {
                    refresh(postgres, database, server);
                }
                if (wants("session")) {
                    sessions(server);
                }
                if (wants("revoke")) {
                    revoke(database, server);
                }
            }
        }
    }

    private void refresh(PostgresServer postgres, PostgresServer.Database database, ServerProcess server)
            throws IOException, InterruptedException {
        var backends = new ArrayList<Backend>();
        var root = new Backend(server.port(), server.rootKey());
        for (int i = 0; i * OF_A_TENANT < connections; i++) {
            var backend = root.withTenant("refreshing" + i);
            backend.withoutGrace();
            backends.add(backend);
        }
        var load = new Load(server, connections, measured);
        var pgbench = new Pgbench(postgres, database, connections);
        for (int round = 0; round < ROUNDS; round++) {
            var bare = pgbench.run("rotation.sql", measured);
            System.out.printf(
                    Locale.ROOT,
                    "pgbench, %d clients: %.0f rotations/s; processors: pgbench %.2f, PostgreSQL %.2f%n",
                    connections,
                    bare.perSecond(),
                    bare.client(),
                    bare.server());
            var meter = new Meter(postgres);
            var result = load.run(
                    "refresh", n -> LoadMain.refreshing(server, backends.get(n / OF_A_TENANT), n), meter::begin);
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
        }
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

    private void sessions(ServerProcess onPostgres) throws IOException, InterruptedException {
        try (var embedded = ServerProcess.start()) {
            var scripts = List.of(looking(embedded), looking(onPostgres));
            for (int round = 0; round < ROUNDS; round++) {
                var there = new Load(embedded, connections, measured).run("auth/session, embedded", scripts.getFirst());
                System.out.println(there);
                var here =
                        new Load(onPostgres, connections, measured).run("auth/session, PostgreSQL", scripts.getLast());
                System.out.println(here);
                System.out.printf(
                        Locale.ROOT,
                        "session look-up: %.2f of embedded%n",
                        here.perServerCore() / there.perServerCore());
            }
        }
    }

    private static Load.Scripts looking(ServerProcess server) throws IOException {
        var backend = new Backend(server.port(), server.rootKey());
        return LoadMain.cycling(LoadMain.signIn(server, backend, "browser", "session_token"), Backend::session);
    }

    private static void revoke(PostgresServer.Database database, ServerProcess first)
            throws IOException, InterruptedException {
        try (var second = ServerProcess.startOn(database, Optional.of(first))) {
            var backend = new Backend(first.port(), first.rootKey());
            System.out.println(new RevokeToRefusal(first, first, backend).measure());
            System.out.println(new RevokeToRefusal(second, first, backend).measure());
        }
    }
}
