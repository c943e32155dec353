package ripcord.bench.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import ripcord.bench.load.PostgresServer;
import ripcord.server.load.Script;

/// Keycloak, as its guide for production has it: built for PostgreSQL once, then started optimized. One realm with
/// ES256 and refresh tokens that are not used twice, one confidential client, and a user for each session.
final class Keycloak implements Other {
    private static final String VERSION = "26.7.3";
    private static final String TEMPLATE = "keycloak";
    private static final String REALM = """
            {"realm": "bench", "enabled": true, "sslRequired": "none",
             "passwordPolicy": "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)", "defaultSignatureAlgorithm": "ES256",
             "revokeRefreshToken": true, "refreshTokenMaxReuse": 0, "accessTokenLifespan": 3600,
             "ssoSessionIdleTimeout": 7200,
             "clients": [{"clientId": "bench", "secret": "secret", "protocol": "openid-connect", "publicClient": false,
                          "serviceAccountsEnabled": true, "directAccessGrantsEnabled": true,
                          "standardFlowEnabled": false,
                          "protocolMappers": [{"name": "audience", "protocol": "openid-connect",
                                               "protocolMapper": "oidc-audience-mapper",
                                               "config": {"included.client.audience": "bench",
                                                          "access.token.claim": "true",
                                                          "introspection.token.claim": "true"}}]}],
             "users": [USERS]}
            """;
    private static final String USER = """
            {"username": "NAME", "enabled": true, "firstName": "A", "lastName": "User",
             "email": "NAME@example.com", "emailVerified": true,
             "credentials": [{"type": "password", "value": "password"}]}""";

    private final PostgresServer.Database database;

    private Keycloak(PostgresServer.Database database) {
        this.database = database;
    }

    /// Builds it, and has it make its tables, the realm and the users, unless that was done before: it takes minutes.
    static void prepare() throws IOException, InterruptedException, SQLException {
        var realm = realm();
        var prepared = home().resolve("prepared.json");
        if (Files.exists(prepared) && Files.readString(prepared).equals(realm)) {
            return;
        }
        System.err.println("Keycloak is prepared, which takes some minutes");
        Files.writeString(Files.createDirectories(home().resolve("data/import")).resolve("bench-realm.json"), realm);
        build();
        // It commits each step by itself; what is lost in a crash is made again.
        try (var postgres = PostgresServer.startIn(databases(), false)) {
            var keycloak = new Keycloak(postgres.create(TEMPLATE, "template1"));
            start(Cores.all(keycloak.command("--import-realm"))).close();
        }
        Files.writeString(prepared, realm);
    }

    /// A PostgreSQL with what [#prepare] left.
    static PostgresServer postgres() throws IOException {
        return PostgresServer.startIn(databases(), true);
    }

    /// One that has no sessions yet.
    ///
    /// @param postgres of [#postgres()]
    static Keycloak on(PostgresServer postgres) throws SQLException {
        return new Keycloak(postgres.create("keycloak_bench", TEMPLATE));
    }

    private static Path home() {
        return target().resolve("keycloak-" + VERSION);
    }

    private static Path databases() {
        return target().resolve("keycloak-postgresql");
    }

    private static Path target() {
        return Ripcord.root().resolve("bench/others/target");
    }

    private static String realm() {
        return REALM.replace(
                "USERS", users().map(name -> USER.replace("NAME", name)).collect(Collectors.joining(",\n")));
    }

    /// One more than there are sessions.
    private static Stream<String> users() {
        return IntStream.rangeClosed(0, Others.SESSIONS).mapToObj(i -> "user" + i);
    }

    private static void build() throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(Cores.all(List.of(script(), "build", "--db=postgres"))).redirectErrorStream(true);
        builder.environment().putAll(environment());
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("Keycloak was not built: " + said);
        }
    }

    private static String script() {
        return home().resolve("bin/kc.sh").toString();
    }

    private static Map<String, String> environment() {
        return Map.of("JAVA_HOME", System.getProperty("java.home"));
    }

    @Override
    public String name() {
        return "Keycloak " + VERSION + ", PostgreSQL";
    }

    @Override
    public Optional<PostgresServer.Database> database() {
        return Optional.of(database);
    }

    @Override
    public int sessions() {
        return Others.SESSIONS;
    }

    @Override
    public Running start() throws IOException, InterruptedException {
        return start(Cores.server(command()));
    }

    private List<String> command(String... more) {
        var command = new ArrayList<>(List.of(
                script(),
                "start",
                "--optimized",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--hostname-strict=false",
                "--db-url=" + database.url(),
                "--db-username=" + PostgresServer.USER));
        command.addAll(List.of(more));
        return command;
    }

    private static Running start(List<String> command) throws IOException, InterruptedException {
        int port = Running.freePort();
        var listening = new ArrayList<>(command);
        listening.add("--http-port=" + port);
        return Running.start(
                new Running.What(listening, port, "/realms/bench/protocol/openid-connect/certs", environment()));
    }

    @Override
    public Map<String, Script.Scripts> scripts(Running server) {
        var path = "/realms/bench/protocol/openid-connect/";
        var oauth = new OAuth(server.endpoint(), path + "token", path + "token/introspect", path + "certs");
        var tokens = users().map(oauth::password).toList();
        return oauth.scripts(connections(), tokens.subList(0, sessions()), tokens.getLast());
    }
}
