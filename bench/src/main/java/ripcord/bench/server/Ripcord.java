package ripcord.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import ripcord.bench.load.Driver;
import ripcord.bench.load.Scripts;
import ripcord.server.load.Answer;
import ripcord.server.load.Connection;
import ripcord.server.load.Endpoint;
import ripcord.server.load.Request;

/// Starts the packaged server as `./ripcord serve` does, and asks it what backends and clients ask.
final class Ripcord {
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

    private final Endpoint to;
    private final String authorization;
    private final AtomicInteger subjects = new AtomicInteger();

    /// @param folder as given to [#serve]
    Ripcord(Running server, Path folder) throws IOException {
        this.to = server.endpoint();
        this.authorization = "Authorization: Bearer "
                + Files.readString(folder.resolve("data/root.key")).strip() + "\r\n";
    }

    /// @param folder of its store and its keys
    /// @param more   options
    static List<String> serve(Path folder, int port, List<String> more) {
        return serve(root(), folder, port, more);
    }

    /// As [#serve(Path, int, List)], of the build in that checkout.
    static List<String> serve(Path root, Path folder, int port, List<String> more) {
        var command = new ArrayList<>(List.of(
                root.resolve("ripcord").toString(),
                "serve",
                "--data",
                folder.resolve("data").toString(),
                "--port",
                Integer.toString(port),
                "--base-url",
                "http://localhost:" + port,
                "--master-key-file",
                folder.resolve("master.key").toString()));
        command.addAll(more);
        return command;
    }

    /// How to start [ripcord.bench.load.BareServer], in the same JVM with the same options.
    static List<String> bare(int port) {
        return java("ripcord.bench.load.BareServer", Integer.toString(port));
    }

    /// How to start a class of this module in a JVM with the server's options.
    static List<String> java(String main, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + root().resolve("server").resolve("jvm.options"),
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(arguments));
        return command;
    }

    static Map<String, String> environment() {
        return Map.of("RIPCORD_JAVA_HOME", System.getProperty("java.home"));
    }

    static Path root() {
        return Path.of(System.getProperty("ripcord.root", ".")).toAbsolutePath();
    }

    Endpoint to() {
        return to;
    }

    /// Makes a tenant, in which refreshing rotates each time: within the grace a repeated token is not rotated.
    String tenant(String id) throws IOException {
        try (var connection = Driver.connect(to)) {
            expect(connection.exchange(newTenant(id)));
            withoutGrace(id, connection);
        }
        return id;
    }

    Request newTenant(String id) {
        return Request.of(to, "POST", "/admin/v1/tenants", authorization + JSON, "{\"id\":\"" + id + "\"}");
    }

    private void withoutGrace(String tenant, Connection connection) throws IOException {
        var path = "/admin/v1/tenants/" + tenant + "/policy";
        var policy = expect(connection.exchange(Request.of(to, "GET", path, authorization)));
        var changed = policy.replaceFirst("\"grace\"\\s*:\\s*\"[^\"]*\"", "\"grace\":\"PT0S\"");
        expect(connection.exchange(Request.of(to, "PUT", path, authorization + JSON, changed)));
    }

    /// Signs so many in, and gives that credential of each.
    List<String> signIn(String tenant, int number, String credential) throws IOException {
        var credentials = new ArrayList<String>();
        try (var connection = Driver.connect(to)) {
            for (int i = 0; i < number; i++) {
                var answer = expect(connection.exchange(signIn(tenant, credential.equals("session_token"))));
                credentials.add(Scripts.field(answer, credential).orElseThrow());
            }
        }
        return credentials;
    }

    /// A sign-in of somebody new, with all credentials that such a client gets unless it asks for others.
    Request signIn(String tenant, boolean browser) {
        return Request.of(
                to,
                "POST",
                "/admin/v1/tenants/" + tenant + "/sessions",
                authorization + JSON,
                "{\"subject\":\"user" + subjects.incrementAndGet() + "\",\"amr\":[\"pwd\"],\"client_kind\":\""
                        + (browser ? "browser" : "native") + "\"}");
    }

    Request session(String tenant, String token) {
        return Request.of(
                to,
                "GET",
                "/t/" + tenant + "/auth/session",
                "Cookie: __Host-rc_session-" + tenant + "=" + token + "\r\n");
    }

    Request introspect(String tenant, String token) {
        return Request.of(to, "POST", "/t/" + tenant + "/oauth/introspect", authorization + FORM, "token=" + token);
    }

    Request jwks(String tenant) {
        return Request.of(to, "GET", "/t/" + tenant + "/.well-known/jwks.json", "");
    }

    Request refresh(String tenant, String token) {
        return Request.of(to, "POST", "/t/" + tenant + "/auth/refresh", JSON, "{\"refresh_token\":\"" + token + "\"}");
    }

    static String expect(Answer answer) {
        if (!answer.isOk()) {
            throw new IllegalStateException(answer.status() + ": " + answer.text());
        }
        return answer.text();
    }
}
