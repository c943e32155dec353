package ripcord.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import ripcord.server.load.Answer;
import ripcord.server.load.Endpoint;
import ripcord.server.load.Request;

/// The requests of a trusted backend and of its clients.
public final class Backend {
    private static final String JSON = "Content-Type: application/json\r\n";

    private final Endpoint to;
    private final String authorization;
    private final String tenant;

    /// For the tenant that a server begins with.
    public Backend(int port, String apiKey) {
        this(Endpoint.ofLoopback(port), "Authorization: Bearer " + apiKey + "\r\n", "default");
    }

    private Backend(Endpoint to, String authorization, String tenant) {
        this.to = to;
        this.authorization = authorization;
        this.tenant = tenant;
    }

    /// The same with a tenant of its own, which is made.
    public Backend withTenant(String id) throws IOException {
        try (var connection = Driver.connect(to)) {
            expect(
                    201,
                    connection.exchange(post("/admin/v1/tenants", authorization + JSON, "{\"id\":\"" + id + "\"}")));
        }
        return new Backend(to, authorization, id);
    }

    /// The same with a tenant that there is.
    Backend of(String id) {
        return new Backend(to, authorization, id);
    }

    Request describe(String id, String session) {
        return get("/admin/v1/tenants/" + id + "/sessions/" + session, authorization);
    }

    Request list(String id, String subject) {
        return get("/admin/v1/tenants/" + id + "/sessions?limit=10&subject=" + subject, authorization);
    }

    Request delete(String id) {
        return Request.of(to, "DELETE", "/admin/v1/tenants/" + id, authorization);
    }

    /// Begins a session.
    public Request signIn(String subject, String clientKind) {
        return post(
                "/admin/v1/tenants/" + tenant + "/sessions",
                authorization + JSON,
                "{\"subject\":\"" + subject + "\",\"amr\":[\"pwd\"],\"client_kind\":\"" + clientKind + "\"}");
    }

    /// For a session that a cookie and an access token stand for.
    Request signInWithBoth(String subject) {
        return post(
                "/admin/v1/tenants/" + tenant + "/sessions",
                authorization + JSON,
                "{\"subject\":\"" + subject + "\",\"amr\":[\"pwd\"],\"client_kind\":\"browser\","
                        + "\"credentials\":[\"session_token\",\"access_token\"]}");
    }

    /// Asks what a credential is worth.
    public Request introspect(String token) {
        return post(
                "/t/default/oauth/introspect",
                authorization + "Content-Type: application/x-www-form-urlencoded\r\n",
                "token=" + token);
    }

    Request session(String sessionToken) {
        return get("/t/default/auth/session", "Cookie: __Host-rc_session-default=" + sessionToken + "\r\n");
    }

    Request refresh(String refreshToken) {
        return post("/t/" + tenant + "/auth/refresh", JSON, "{\"refresh_token\":\"" + refreshToken + "\"}");
    }

    /// Opens a stream.
    public byte[] feed() {
        return stream("/t/default/feed");
    }

    /// Says that everything up to `seq` is applied.
    public Request confirm(String subscription, String confirmation, long seq) {
        return post(
                "/t/" + tenant + "/feed/confirm",
                authorization + JSON,
                "{\"subscription\":\"" + subscription + "\",\"confirmation\":\"" + confirmation + "\",\"seq\":" + seq
                        + "}");
    }

    /// Takes one token back.
    ///
    /// @param jti 22 characters of base64url
    public Request revokeToken(String jti) {
        return post(
                "/admin/v1/tenants/" + tenant + "/revocations",
                authorization + JSON,
                "{\"target_type\":\"token\",\"target\":\"" + jti + "\",\"reason\":\"bench\"}");
    }

    /// Opens a stream of all tenants.
    public byte[] feedOfAll() {
        return stream("/feed");
    }

    /// For a socket that somebody else reads.
    private byte[] stream(String path) {
        return ("GET " + path + "?name=bench&max_staleness_ms=2000&when_stale=reject HTTP/1.1\r\nHost: localhost\r\n"
                        + authorization + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// Ends a session.
    public Request end(String session) {
        return end(session, "");
    }

    /// Ends a session, and waits for confirmations.
    public Request endConfirmed(String session) {
        return end(session, "?wait=PT10S");
    }

    private Request end(String session, String query) {
        return Request.of(to, "DELETE", "/admin/v1/tenants/" + tenant + "/sessions/" + session + query, authorization);
    }

    /// Rotation is to be measured, and within the grace a repeated token is not rotated.
    void withoutGrace() throws IOException {
        try (var connection = Driver.connect(to)) {
            String path = "/admin/v1/tenants/" + tenant + "/policy";
            String policy = expect(200, connection.exchange(get(path, authorization)));
            String changed = policy.replaceFirst("\"grace\"\\s*:\\s*\"[^\"]*\"", "\"grace\":\"PT0S\"");
            expect(200, connection.exchange(Request.of(to, "PUT", path, authorization + JSON, changed)));
        }
    }

    private Request get(String path, String headers) {
        return Request.of(to, "GET", path, headers);
    }

    private Request post(String path, String headers, String body) {
        return Request.of(to, "POST", path, headers, body);
    }

    /// The answer's text, if it has that status.
    public static String expect(int status, Answer answer) {
        if (answer.status() != status) {
            throw new IllegalStateException(answer.status() + " (expected: " + status + "): " + answer.text());
        }
        return answer.text();
    }

    /// The first string member of that name.
    public static String field(String json, String name) {
        return Scripts.field(json, name).orElseThrow(() -> new IllegalStateException("no " + name + " in the answer"));
    }
}
