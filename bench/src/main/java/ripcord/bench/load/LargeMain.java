package ripcord.bench.load;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import ripcord.server.load.Connection;
import ripcord.server.load.Request;

/// `LargeMain [sessions [tenants]]`: a store on PostgreSQL with as many rows as a large one has, a million sessions of
/// 10,000 tenants unless stated otherwise, and what a server does with it. A twentieth of the sessions is over, and
/// nobody has written that down yet.
public final class LargeMain {
    private static final Duration MEASURED = Duration.ofSeconds(10);
    private static final Duration SWEPT_WITHIN = Duration.ofMinutes(30);
    private static final int ASKED = 2_000;
    private static final int CONNECTIONS = 16;

    private final int sessions;
    private final int tenants;

    private LargeMain(int sessions, int tenants) {
        this.sessions = sessions;
        this.tenants = tenants;
    }

    public static void main(String[] args) throws Exception {
        int sessions = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int tenants = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
        new LargeMain(sessions, tenants).run();
    }

    /// Rows as the server would have made them, but for secrets that open nothing.
    private List<String> rows() {
        return List.of(
                """
                insert into tenant (id, internal_id, name, created_at, ended_seq)
                    select 'tenant' || n, decode(md5('tenant' || n), 'hex'), '', 1, 0 from generate_series(1, %d) n
                """.formatted(tenants),
                """
                insert into policy (tenant, version, document, changed_at, actor)
                    select 'tenant' || n, 1, p.document, p.changed_at, p.actor
                    from generate_series(1, %d) n, (select * from policy where tenant = 'default' limit 1) p
                """.formatted(tenants),
                """
                insert into subject (tenant, subject, authz_ref, disabled, roles, entitlements, attributes, ended_seq)
                    select 'tenant' || 1 + n %% %d, 'subject' || n, 'reference' || n, 0, '[]', '[]', '{}', 0
                    from generate_series(1, %d) n
                """.formatted(tenants, sessions),
                """
                insert into session (tenant, id, subject, client_id, client_kind, amr, auth_time, persistent,
                        created_at, last_seen_at, expires_at, device_label, device_ip, secret, token_key, credentials,
                        since_seq, session_generation, refresh_newest, refresh_renewed, newest_presented,
                        rotated_address, rotated_user_agent, rotated_client, created_by)
                    select 'tenant' || 1 + n %% %1$d, decode(md5('session' || n), 'hex'), 'subject' || n, 'default',
                        'native', 'pwd', now, 0, now - n, now, case when n %% 20 = 0 then now - 1 else now + 864000000 end,
                        'a device', '192.0.2.1', sha256(('s' || n)::bytea), 1, 6, 1, 1, 1, 1, 0, '', '', '', 'system'
                    from generate_series(1, %2$d) n, (select %3$d as now) clock
                """.formatted(tenants, sessions, Instant.now().toEpochMilli()),
                "analyze");
    }

    private void run() throws IOException, InterruptedException, SQLException {
        try (var postgres = PostgresServer.start()) {
            var database = postgres.create();
            ServerProcess first = ServerProcess.startOn(database, Optional.empty());
            first.close();
            long begun = System.nanoTime();
            for (String sql : rows()) {
                postgres.execute(database, sql);
            }
            say(
                    "made %d sessions of %d tenants in %.0f s, %d MiB",
                    sessions,
                    tenants,
                    since(begun),
                    postgres.number(database, "select pg_database_size(current_database()) / 1048576"));
            begun = System.nanoTime();
            try (var server = ServerProcess.startAgainOn(database, first)) {
                say("started in %.1f s, resident %d MiB", since(begun), server.residentMegabytes());
                long started = System.nanoTime();
                use(server);
                awaitSwept(postgres, database, started);
                say(
                        "%d sessions that were over are ended, %.0f s after the start; resident %d MiB",
                        sessions / 20, since(started), server.residentMegabytes());
                remove(server);
            }
        }
    }

    private void use(ServerProcess server) throws IOException, InterruptedException {
        var backend = new Backend(server.port(), server.rootKey());
        try (var connection = Driver.connect(server.port())) {
            report("one session's row and history, any of them", connection, () -> {
                int n = ThreadLocalRandom.current().nextInt(1, sessions + 1);
                return backend.describe("tenant" + (1 + n % tenants), md5("session" + n));
            });
            report("ten sessions of a subject", connection, () -> {
                int n = ThreadLocalRandom.current().nextInt(1, sessions + 1);
                return backend.list("tenant" + (1 + n % tenants), "subject" + n);
            });
        }
        var refreshing = new ArrayList<Backend>();
        for (int i = 0; i < CONNECTIONS; i++) {
            var one = backend.of("tenant" + (1 + i));
            one.withoutGrace();
            refreshing.add(one);
        }
        var driver = new Driver(
                "refresh, " + CONNECTIONS + " tenants", server, CONNECTIONS, LoadMain.refreshing(server, refreshing));
        driver.warmUp(LoadMain.WARMING);
        var _ = LoadMain.measure(driver, MEASURED);
    }

    private interface Requests {
        Request next();
    }

    private static void report(String name, Connection connection, Requests requests) throws IOException {
        var took = new long[ASKED];
        for (int i = 0; i < ASKED; i++) {
            var request = requests.next();
            long begun = System.nanoTime();
            Backend.expect(200, connection.exchange(request));
            took[i] = System.nanoTime() - begun;
        }
        java.util.Arrays.sort(took);
        say(
                "%s: p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
                name, took[ASKED / 2] / 1e6, took[ASKED * 99 / 100] / 1e6, took[ASKED - 1] / 1e6);
    }

    /// Ends by time are the only entries of sessions in this log: counting those disturbs the server little.
    private void awaitSwept(PostgresServer postgres, PostgresServer.Database database, long started)
            throws SQLException, InterruptedException {
        String ended = "select count(*) from revocation where target_type = 'session'";
        long until = System.nanoTime() + SWEPT_WITHIN.toNanos();
        long number = postgres.number(database, ended);
        long last = number;
        double first = number > 0 ? since(started) : 0;
        say("%.0f s after the start, %d of %d ends are written down", since(started), number, sessions / 20);
        while (number < sessions / 20) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException("not swept within " + SWEPT_WITHIN);
            }
            Thread.sleep(250);
            number = postgres.number(database, ended);
            if (first == 0 && number > 0) {
                first = since(started);
            }
            if (number - last >= sessions / 100) {
                say("%.0f s after the start, %d", since(started), number);
                last = number;
            }
        }
        say("from the first to the last in %.1f s; load average %.1f", since(started) - first, Progress.average());
    }

    private static void remove(ServerProcess server) throws IOException {
        var backend = new Backend(server.port(), server.rootKey());
        try (var connection = Driver.connect(server.port())) {
            long begun = System.nanoTime();
            Backend.expect(200, connection.exchange(backend.delete("tenant7")));
            say("a tenant deleted with everything in %.2f s", since(begun));
        }
    }

    private static String md5(String text) {
        try {
            byte[] digest = java.security.MessageDigest.getInstance("MD5")
                    .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double since(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
