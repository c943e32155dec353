package ripcord.bench.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ripcord.bench.load.PostgresServer;
import ripcord.server.load.Connection;
import ripcord.server.load.Script;

/// Keycloak, as its guide for production has it: built for PostgreSQL once, then started optimized. One realm with
/// ES256 and refresh tokens that are not used twice, one confidential client, one user.
final class Keycloak implements Other {
    private static final String VERSION = "26.7.3";
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
             "users": [{"username": "user", "enabled": true, "firstName": "A", "lastName": "User",
                        "email": "user@example.com", "emailVerified": true,
                        "credentials": [{"type": "password", "value": "password"}]}]}
            """;

    private final PostgresServer.Database database;
    private final Path home;

    private Keycloak(PostgresServer.Database database, Path home) {
        this.database = database;
        this.home = home;
    }

    /// Builds it, and has it make its tables and the realm.
    static Keycloak on(PostgresServer.Database database) throws IOException, InterruptedException {
        var keycloak = new Keycloak(database, Ripcord.root().resolve("bench/others/target/keycloak-" + VERSION));
        var imported = Files.createDirectories(keycloak.home.resolve("data/import"));
        Files.writeString(imported.resolve("bench-realm.json"), REALM);
        keycloak.build();
        keycloak.start(List.of("--import-realm")).close();
        return keycloak;
    }

    private void build() throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(Cores.all(List.of(script(), "build", "--db=postgres"))).redirectErrorStream(true);
        builder.environment().putAll(environment());
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("Keycloak was not built: " + said);
        }
    }

    private String script() {
        return home.resolve("bin/kc.sh").toString();
    }

    private static Map<String, String> environment() {
        return Map.of("JAVA_HOME", System.getProperty("java.home"));
    }

    @Override
    public String name() {
        return "Keycloak, PostgreSQL";
    }

    @Override
    public Running start() throws IOException, InterruptedException {
        return start(List.of());
    }

    private Running start(List<String> more) throws IOException, InterruptedException {
        int port = Running.freePort();
        var command = new ArrayList<>(List.of(
                script(),
                "start",
                "--optimized",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--hostname-strict=false",
                "--db-url=" + database.url(),
                "--db-username=" + PostgresServer.USER));
        command.addAll(more);
        return Running.start(new Running.What(
                Cores.server(command), port, "/realms/bench/protocol/openid-connect/certs", environment()));
    }

    @Override
    public Map<String, Script.Scripts> scripts(Running server) throws IOException {
        var path = "/realms/bench/protocol/openid-connect/";
        var oauth = new OAuth(server.endpoint(), path + "token", path + "token/introspect", path + "certs");
        var tokens = new ArrayList<String>();
        for (int i = 0; i < Others.SESSIONS; i++) {
            try (var connection = Connection.to(server.endpoint(), Driver.TICKER)) {
                var answer = Ripcord.expect(connection.exchange(oauth.password("user")));
                tokens.add(Ripcord.field(answer, "refresh_token").orElseThrow());
            }
        }
        return oauth.scripts(tokens);
    }
}
