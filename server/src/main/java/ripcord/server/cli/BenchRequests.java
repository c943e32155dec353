package ripcord.server.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import ripcord.server.load.Answer;
import ripcord.server.load.Endpoint;
import ripcord.server.load.Request;

/// What `ripcord bench` sends. Holds the API key, so no record. Thread-safe.
final class BenchRequests {
    private static final String JSON = "Content-Type: application/json\r\n";
    /// What a server calls it when it does not know whether something was done.
    static final String UNKNOWN = "outcome_unknown";

    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

    private final Endpoint to;
    private final String tenant;
    private final String client;
    private final String authorization;
    private final int subjects;
    private final AtomicInteger signIns = new AtomicInteger();
    private final AtomicInteger settled = new AtomicInteger();

    /// @param client   whom the sessions are for, and nobody else's are
    /// @param subjects how many subjects there are
    BenchRequests(Server server, String tenant, String client, int subjects) {
        this.to = server.endpoint();
        this.tenant = tenant;
        this.client = client;
        this.authorization = "Authorization: " + server.authorization() + "\r\n";
        this.subjects = subjects;
    }

    Endpoint to() {
        return to;
    }

    String tenant() {
        return tenant;
    }

    String client() {
        return client;
    }

    /// What a sign-in says: of one subject after the other.
    ///
    /// @param credential that is wanted
    Map<String, Object> signInBody(String credential) {
        return Map.of(
                "subject",
                client + "-" + (signIns.getAndIncrement() % subjects + 1),
                "amr",
                List.of("pwd"),
                "client_id",
                client,
                "client_kind",
                credential.equals("session_token") ? "browser" : "native",
                "credentials",
                List.of(credential),
                "device",
                Map.of("label", "ripcord bench"));
    }

    /// Another one each time.
    Request signIn(String credential) {
        return Request.of(to, "POST", admin("sessions"), authorization + JSON, body(signInBody(credential)));
    }

    /// Takes the answer to a sign-in.
    void signedIn(Answer answer) {
        if (answer.isOk() || !code(answer).equals(UNKNOWN)) {
            settled.incrementAndGet();
        }
    }

    /// As [#signedIn(Answer)], of one that was sent otherwise.
    void signedIn() {
        settled.incrementAndGet();
    }

    /// Whether a sign-in may still be on its way to the store, or may have got there unheard.
    boolean isAnySignInOpen() {
        return settled.get() < signIns.get();
    }

    /// Whether there were as many sign-ins as one run may have.
    boolean isAtItsBound() {
        return signIns.get() >= BenchBounds.SIGN_INS;
    }

    Request end(String session) {
        return Request.of(to, "DELETE", admin("sessions/" + session), authorization);
    }

    Request session(String sessionToken) {
        return Request.of(
                to, "GET", issuer("auth/session"), "Cookie: __Host-rc_session-" + tenant + "=" + sessionToken + "\r\n");
    }

    Request introspect(String token) {
        return Request.of(to, "POST", issuer("oauth/introspect"), authorization + FORM, "token=" + token);
    }

    Request jwks() {
        return Request.of(to, "GET", issuer(".well-known/jwks.json"), "");
    }

    Request refresh(String refreshToken) {
        return Request.of(to, "POST", issuer("auth/refresh"), JSON, body(Map.of("refresh_token", refreshToken)));
    }

    private static String body(Map<String, Object> members) {
        return JsonOut.compact(members);
    }

    private String admin(String what) {
        return "/admin/v1/tenants/" + tenant + "/" + what;
    }

    private String issuer(String what) {
        return "/t/" + tenant + "/" + what;
    }

    /// What the server calls its refusal; empty if it does not say.
    static String code(Answer refusal) {
        return Doc.read(refusal.text())
                .map(problem -> problem.text(problem.at("error").isThere() ? "error" : "code"))
                .filter(code -> code.matches("[a-z_]{1,40}"))
                .orElse("");
    }
}
