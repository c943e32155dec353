package ripcord.bench.load;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The requests of a trusted backend and of its clients, as bytes.
public final class Backend {
    private static final String JSON = "Content-Type: application/json\r\n";

    private final int port;
    private final String authorization;
    private final String tenant;

    /// For the tenant that a server begins with.
    public Backend(int port, String apiKey) {
        this(port, "Authorization: Bearer " + apiKey + "\r\n", "default");
    }

    private Backend(int port, String authorization, String tenant) {
        this.port = port;
        this.authorization = authorization;
        this.tenant = tenant;
    }

    /// The same with a tenant of its own, which is made.
    public Backend withTenant(String id) throws IOException {
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

    /// Begins a session.
    public byte[] signIn(String subject, String clientKind) {
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

    /// Asks what a credential is worth.
    public byte[] introspect(String token) {
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

    /// Opens a stream.
    public byte[] feed() {
        return Connection.get("/t/default/feed?name=bench&max_staleness_ms=2000&when_stale=reject", authorization);
    }

    /// Says that everything up to `seq` is applied.
    public byte[] confirm(String subscription, String confirmation, long seq) {
        return Connection.post(
                "/t/" + tenant + "/feed/confirm",
                authorization + JSON,
                "{\"subscription\":\"" + subscription + "\",\"confirmation\":\"" + confirmation + "\",\"seq\":" + seq
                        + "}");
    }

    /// Takes one token back.
    ///
    /// @param jti 22 characters of base64url
    public byte[] revokeToken(String jti) {
        return Connection.post(
                "/admin/v1/tenants/" + tenant + "/revocations",
                authorization + JSON,
                "{\"target_type\":\"token\",\"target\":\"" + jti + "\",\"reason\":\"bench\"}");
    }

    /// Opens a stream of all tenants.
    public byte[] feedOfAll() {
        return Connection.get("/feed?name=bench&max_staleness_ms=2000&when_stale=reject", authorization);
    }

    /// Ends a session.
    public byte[] end(String session) {
        return end(session, "");
    }

    /// Ends a session, and waits for confirmations.
    public byte[] endConfirmed(String session) {
        return end(session, "?wait=PT10S");
    }

    private byte[] end(String session, String query) {
        return ("DELETE /admin/v1/tenants/" + tenant + "/sessions/" + session + query
                        + " HTTP/1.1\r\nHost: localhost\r\n" + authorization + "\r\n")
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

    /// The answer's text, if it has that status.
    public static String expect(int status, Connection.Answer answer) {
        if (answer.status() != status) {
            throw new IllegalStateException(answer.status() + " (expected: " + status + "): " + answer.text());
        }
        return answer.text();
    }

    /// The first string member of that name; enough for this server's own answers.
    public static String field(String json, String name) {
        Matcher matcher =
                Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]+)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + name + " in the answer");
        }
        return matcher.group(1);
    }
}
