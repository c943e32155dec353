package ripcord.bench.load;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The requests of a trusted backend and of its clients, as bytes.
final class Backend {
    private static final String JSON = "Content-Type: application/json\r\n";

    private final int port;
    private final String authorization;
    private final String tenant;

    Backend(int port, String apiKey) {
        this(port, "Authorization: Bearer " + apiKey + "\r\n", "default");
    }

    private Backend(int port, String authorization, String tenant) {
        this.port = port;
        this.authorization = authorization;
        this.tenant = tenant;
    }

    /// The same with a tenant of its own, which is made.
    Backend withTenant(String id) throws IOException {
        try (var connection = new Connection(port)) {
            byte[] request = Connection.post("/admin/v1/tenants", authorization + JSON, "{\"id\":\"" + id + "\"}");
            expect(201, connection.exchange(request));
        }
        return new Backend(port, authorization, id);
    }

    /// The same with a tenant that there is.
    Backend of(String id) {
        return new Backend(port, authorization, id);
    }

    byte[] describe(String id, String session) {
        return Connection.get("/admin/v1/tenants/" + id + "/sessions/" + session, authorization);
    }

    byte[] list(String id, String subject) {
        return Connection.get("/admin/v1/tenants/" + id + "/sessions?limit=10&subject=" + subject, authorization);
    }

    byte[] delete(String id) {
        return ("DELETE /admin/v1/tenants/" + id + " HTTP/1.1\r\nHost: localhost\r\n" + authorization + "\r\n")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    byte[] signIn(String subject, String clientKind) {
        return Connection.post(
                "/admin/v1/tenants/" + tenant + "/sessions",
                authorization + JSON,
                "{\"subject\":\"" + subject + "\",\"amr\":[\"pwd\"],\"client_kind\":\"" + clientKind + "\"}");
    }

    /// For a session that a cookie and an access token stand for.
    byte[] signInWithBoth(String subject) {
        return Connection.post(
                "/admin/v1/tenants/" + tenant + "/sessions",
                authorization + JSON,
                "{\"subject\":\"" + subject + "\",\"amr\":[\"pwd\"],\"client_kind\":\"browser\","
                        + "\"credentials\":[\"session_token\",\"access_token\"]}");
    }

    byte[] introspect(String token) {
        return Connection.post(
                "/t/default/oauth/introspect",
                authorization + "Content-Type: application/x-www-form-urlencoded\r\n",
                "token=" + token);
    }

    static byte[] session(String sessionToken) {
        return Connection.get("/t/default/auth/session", "Cookie: __Host-rc_session-default=" + sessionToken + "\r\n");
    }

    byte[] refresh(String refreshToken) {
        return Connection.post("/t/" + tenant + "/auth/refresh", JSON, "{\"refresh_token\":\"" + refreshToken + "\"}");
    }

    byte[] feed() {
        return Connection.get("/t/default/feed?name=bench&max_staleness_ms=2000&when_stale=reject", authorization);
    }

    byte[] end(String session) {
        return ("DELETE /admin/v1/tenants/default/sessions/" + session + " HTTP/1.1\r\nHost: localhost\r\n"
                        + authorization + "\r\n")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    /// Rotation is to be measured, and within the grace a repeated token is not rotated.
    void withoutGrace() throws IOException {
        try (var connection = new Connection(port)) {
            String path = "/admin/v1/tenants/" + tenant + "/policy";
            String policy = expect(200, connection.exchange(Connection.get(path, authorization)));
            String changed = policy.replaceFirst("\"grace\"\\s*:\\s*\"[^\"]*\"", "\"grace\":\"PT0S\"");
            String put = new String(
                            Connection.post(path, authorization + JSON, changed),
                            java.nio.charset.StandardCharsets.UTF_8)
                    .replaceFirst("POST", "PUT");
            expect(200, connection.exchange(put.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
    }

    static String expect(int status, Connection.Answer answer) {
        if (answer.status() != status) {
            throw new IllegalStateException(answer.status() + " (expected: " + status + "): " + answer.text());
        }
        return answer.text();
    }

    /// The first string member of that name; enough for this server's own answers.
    static String field(String json, String name) {
        Matcher matcher =
                Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]+)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + name + " in the answer");
        }
        return matcher.group(1);
    }
}
