package ripcord.server;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.config.Config;
import ripcord.server.database.Database;
import ripcord.server.database.Store;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.SessionList;
import ripcord.server.tenant.TenantId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole surface once more, on a PostgreSQL that writes down each statement; and then no statement may walk over a
/// table that grows with its tenants, neither there nor on SQLite.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QueryPlansTest extends SurfaceTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern STATEMENT =
            Pattern.compile("(?:execute [^:]+|statement): ((?:select|insert|update|delete|with)\\b.*)", Pattern.DOTALL);
    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");
    /// Of the engine's own, or of those who make the tables.
    private static final Pattern NOT_OURS =
            Pattern.compile("pg_|flyway|information_schema|current_catalog|current_schema"
                    + "|current_setting|set_config|clock_timestamp|to_regclass");
    /// They have a row, or a handful of them; `wanted` is what a statement brings along.
    private static final Set<String> SMALL =
            Set.of("revocation_head", "node", "node_gone", "token_key", "whereabouts", "wanted");

    /// What may walk, by how it begins, and why.
    private static final Map<String, String> MAY_WALK = Map.ofEntries(
            entry(
                    "select id, internal_id, name, created_at, ended_seq, pauses,",
                    "at the start: tenants are held in memory"),
            entry(
                    "select hash, id, name, tenants, rights, created_at, expires_at from api_key",
                    "at the start: API keys are held in memory"),
            entry("select id, last_used_at from api_key", "at the start, likewise"),
            entry(
                    "select id, api_key, name, version, scope, max_staleness",
                    "at the start: subscriptions are held in memory"),
            entry(
                    "select seq, tenant, target_type, target, effect, expires_at from revocation where expires_at >",
                    "at the start: live entries are held in memory"),
            entry("select case when exists (select 1 from tenant)", "at the start, and stops at the first row"),
            entry(
                    "select exists (select 1 from session where token_key",
                    "once an hour for each token key, and stops at the first row"),
            entry(
                    "delete from revocation where seq in",
                    "in the background: SQLite calls it a scan to read the 200 oldest by the primary key"),
            entry(
                    "select id, deleted_at, ended_seq, removal, removed from tenant",
                    "in the background: tenants are few beside what they have"),
            entry(
                    "select coalesce(max(ended_seq), 0) from client",
                    "in the background: clients have a row once they were ended"),
            entry("update subject set erased = 1 where disabled = 1", "a migration"));

    private EmbeddedPostgres postgres;
    private Path folder;

    @Override
    LiveServer open(Path home) throws IOException {
        folder = home;
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("logging_collector", "on")
                .setServerConfig("log_destination", "jsonlog")
                .setServerConfig("log_directory", home.toString())
                .setServerConfig("log_filename", "statements")
                .setServerConfig("log_file_mode", "0644")
                .setServerConfig("log_rotation_size", "0")
                .setServerConfig("log_statement", "all")
                .setServerConfig("log_parameter_max_length", "0")
                .start();
        return LiveServer.start(home, new Config.DatabaseServer(url(), "postgres", null));
    }

    private String url() {
        return "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
    }

    @AfterAll
    @Override
    void stop() throws IOException {
        super.stop();
        postgres.close();
    }

    /// What nobody asks for over HTTP, or not above.
    private void background(Path home) {
        try (var store = new TestStore(
                Database.open(new Store.Server(url(), "postgres", null, home), Clock.systemUTC()), Clock.systemUTC())) {
            var tenant = TenantId.DEFAULT;
            var cause = Cause.of(EndReason.ADMIN, TestStore.ACTOR, null);
            var session = store.signIn("planned").session().id();
            for (int generation = 1; generation < 4; generation++) {
                assertThat(store.refresh(session, generation, TestStore.LAPTOP)).isNotNull();
            }
            store.sessions.touch(tenant, session, Clock.systemUTC().instant().plus(Duration.ofMinutes(2)));
            for (int many = 0; many < 40; many++) {
                store.signIn("many");
            }
            store.sessions.endClient(tenant, "default", cause);
            store.sessions.endTenant(tenant, cause);
            store.sessions.endSubject(tenant, "planned", session, cause);
            for (var state : SessionList.State.values()) {
                store.sessions.list(new SessionList.Filter(tenant, null, null, state), null, 10);
                store.sessions.list(new SessionList.Filter(tenant, "planned", null, state), null, 10);
                store.sessions.list(new SessionList.Filter(tenant, null, "default", state), null, 10);
            }
            store.sessions.anyUnder(7);
            store.sweeper.sweep();
            store.signIns.sweep();
            store.log.sweep();
            store.database.sweep();
        }
    }

    private Set<String> statements() throws IOException {
        var found = new TreeSet<String>();
        try (var lines = Files.lines(folder.resolve("statements.json"), StandardCharsets.UTF_8)) {
            lines.map(JSON::readTree)
                    .filter(line ->
                            line.path("application_name").stringValue("").startsWith("ripcord"))
                    .map(line -> STATEMENT.matcher(line.path("message").stringValue("")))
                    .filter(matcher -> matcher.matches()
                            && !NOT_OURS.matcher(matcher.group(1)).find())
                    .forEach(matcher -> found.add(matcher.group(1)));
        }
        return found;
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void noStatementWalksOverATableThatGrows(@TempDir Path other, @TempDir Path embedded) throws Exception {
        background(other);
        var statements = statements();
        var walks = new TreeMap<String, String>();
        try (var connection = DriverManager.getConnection(url() + "?preferQueryMode=simple", "postgres", "")) {
            fill(connection);
            for (var statement : statements) {
                onPostgres(connection, statement).ifPresent(walk -> walks.put("PostgreSQL: " + statement, walk));
            }
        }
        try (var database = Database.open(embedded, Clock.systemUTC())) {
            for (var statement : statements) {
                onSqlite(database, statement).ifPresent(walk -> walks.put("SQLite: " + statement, walk));
            }
        }

        walks.keySet().removeIf(each -> MAY_WALK.keySet().stream().anyMatch(each::contains));
        assertThat(walks).isEmpty();
        assertThat(statements).hasSizeGreaterThan(60);
    }

    private static Optional<String> onPostgres(Connection connection, String text) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("explain (generic_plan, format json) " + text)) {
            rows.next();
            var walks = new ArrayList<String>();
            walk(JSON.readTree(rows.getString(1)).at("/0/Plan"), false, walks);
            return walks.stream().findFirst();
        }
    }

    /// An index that is read from one end to the other is walked over too, but where somebody stops.
    private static void walk(JsonNode plan, boolean isLimited, List<String> walks) {
        var type = plan.path("Node Type").stringValue("");
        var table = plan.path("Relation Name").stringValue("");
        boolean whole = type.equals("Seq Scan") || (type.startsWith("Index") && !plan.has("Index Cond") && !isLimited);
        if (whole && !SMALL.contains(table)) {
            walks.add(type + " of " + table);
        }
        for (var child : plan.path("Plans")) {
            walk(child, isLimited || type.equals("Limit"), walks);
        }
    }

    private static Optional<String> onSqlite(Database database, String text) {
        if (text.contains(".ctid")) {
            // SQLite has another name for where rows lie.
            return Optional.empty();
        }
        int parameters = (int) PARAMETER
                .matcher(text)
                .results()
                .map(each -> each.group(1))
                .distinct()
                .count();
        var explained = "explain query plan " + PARAMETER.matcher(text).replaceAll("?$1");
        return database.query(sql -> sql.list(explained, row -> row.text(4), new Object[parameters])).stream()
                .filter(step -> step.startsWith("SCAN ") && !step.contains("USING") && !isSmall(step))
                .findFirst();
    }

    private static boolean isSmall(String step) {
        return SMALL.stream().anyMatch(step::contains) || step.matches("SCAN (\\d+ )?CONSTANT ROWS?");
    }

    /// As large as tables must be for walking over them to be the wrong plan.
    private static void fill(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var sql : ROWS) {
                statement.execute(sql);
            }
        }
    }

    private static final List<String> ROWS = List.of(
            """
            insert into tenant (id, internal_id, name, created_at, ended_seq)
                select 't' || n, decode(md5('t' || n), 'hex'), '', 0, 0 from generate_series(1, 2000) n
            """,
            """
            insert into policy (tenant, version, document, changed_at, actor)
                select 't' || n, v, '{}', 0, '' from generate_series(1, 2000) n, generate_series(1, 2) v
            """,
            """
            insert into client (tenant, client_id, ended_seq)
                select 't' || n, 'c' || v, 0 from generate_series(1, 2000) n, generate_series(1, 2) v
            """,
            "insert into key_ring (tenant, version) select 't' || n, 1 from generate_series(1, 2000) n",
            """
            insert into signing_key (tenant, kid, algorithm, public_key, private_key, announced_at, active_at)
                select 't' || n, 'k' || v, 'ES256', '', '', 0, 0
                from generate_series(1, 2000) n, generate_series(1, 2) v
            """,
            """
            insert into subject (tenant, subject, authz_ref, disabled, roles, entitlements, attributes, ended_seq)
                select 't' || n % 100, 's' || n, 'r' || n, 0, '', '', '', 0 from generate_series(1, 20000) n
            """,
            """
            insert into session (tenant, id, subject, client_id, client_kind, amr, auth_time, persistent, created_at,
                    last_seen_at, expires_at, secret, token_key, credentials, since_seq, session_generation,
                    refresh_newest, refresh_renewed, newest_presented, rotated_address, rotated_user_agent,
                    rotated_client, created_by)
                select 't' || n % 100, decode(md5('s' || n), 'hex'), 's' || n, 'c1', 'native', 'pwd', 0, 0, n,
                    0, 9000000000000, '', n % 2, 6, 1, 1, 1, 1, 0, '', '', '', 'system'
                from generate_series(1, 20000) n
            """,
            """
            insert into session_history (tenant, session, at, event, actor)
                select 't' || n % 100, decode(md5('s' || n), 'hex'), 0, 'ended', '' from generate_series(1, 20000) n
            """,
            """
            insert into idempotency (tenant, api_key, key, request, session, created_at)
                select 't' || n % 100, 'a', 'k' || n, '', decode(md5('s' || n), 'hex'), n
                from generate_series(1, 100000) n
            """,
            """
            insert into revocation (seq, tenant, target_type, target, effect, expires_at)
                select n, 't' || n % 100, 'session', decode(md5('s' || n), 'hex'), 'revoke', n
                from generate_series(1, 100000) n
            """,
            """
            insert into api_key (id, hash, name, tenants, rights, created_at)
                select 'a' || n, decode(md5('a' || n), 'hex'), '', '*', '', 0 from generate_series(1, 5000) n
            """,
            """
            insert into subscription (id, api_key, name, scope, max_staleness, when_stale, opened_at)
                select 's' || n, 'a', '', '', 0, 'reject', 0 from generate_series(1, 5000) n
            """,
            "insert into change (seq, topic, about, at) select n, 'x', '', n from generate_series(2, 20001) n",
            "analyze");
}
