package ripcord.acceptance.client;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A trusted backend of one tenant: it states who signed in, and takes sign-ins back. Thread-safe.
public final class Backend {
    public static final String BROWSER = "browser";
    public static final String NATIVE = "native";

    private final Http http;
    private final URI server;
    private final String tenant;
    private final String apiKey;

    public Backend(Http http, URI server, String tenant, String apiKey) {
        this.http = http;
        this.server = server;
        this.tenant = tenant;
        this.apiKey = apiKey;
    }

    public Backend ofTenant(String other) {
        return new Backend(http, server, other, apiKey);
    }

    public String tenant() {
        return tenant;
    }

    public Answer createTenant() {
        return askForTenant().expect(201);
    }

    /// With a policy of its own.
    ///
    /// @param changed by section and field, what is not as by default
    public void createTenant(Map<String, Map<String, ?>> changed) {
        JsonNode policy = new Backend(http, server, "default", apiKey)
                .policy()
                .expect(200)
                .json();
        changed.forEach((section, fields) ->
                fields.forEach((field, value) -> ((ObjectNode) policy.get(section)).putPOJO(field, value)));
        http.send(admin("/tenants").post(Map.of("id", tenant, "policy", policy)))
                .expect(201);
    }

    /// As [#createTenant], also where it may be refused.
    public Answer askForTenant() {
        return http.send(admin("/tenants").post(Map.of("id", tenant)));
    }

    /// The tenant itself.
    public Answer lookUp() {
        return http.send(path("").get());
    }

    public SignedIn signIn(String subject, String clientKind) {
        return signIn(Map.of("subject", subject, "client_kind", clientKind));
    }

    /// Signs in; by default a native client with a password.
    ///
    /// @param more replaces or adds members of the request
    public SignedIn signIn(Map<String, ?> more) {
        return new SignedIn(
                http.send(path("/sessions").post(signInBody(more))).expect(201).json());
    }

    public Answer signInOnce(Map<String, ?> more, String idempotencyKey) {
        return http.send(
                path("/sessions").header("Idempotency-Key", idempotencyKey).post(signInBody(more)));
    }

    private static Map<String, Object> signInBody(Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>();
        body.put("client_kind", NATIVE);
        body.put("amr", List.of("pwd"));
        body.putAll(more);
        return body;
    }

    public Answer session(String id) {
        return http.send(path("/sessions/" + id).get());
    }

    public Answer end(String sessionId) {
        return http.send(path("/sessions/" + sessionId).delete());
    }

    /// Ends it, and waits for the verifiers.
    ///
    /// @param wait ISO 8601
    public Answer endConfirmed(String sessionId, String wait) {
        return http.send(path("/sessions/" + sessionId + "?wait=" + wait).delete());
    }

    public Answer endSubject(String subject) {
        return http.send(path("/subjects/" + Call.encode(subject) + "/sessions").delete());
    }

    public Answer endOthers(String subject, String except) {
        return http.send(path("/subjects/" + Call.encode(subject) + "/sessions?except=" + except)
                .delete());
    }

    public Answer revoke(String targetType, String target) {
        return http.send(
                path("/revocations").post(Map.of("target_type", targetType, "target", target, "reason", "test")));
    }

    /// Everything of the tenant.
    public Answer revokeTenant() {
        return http.send(path("/revocations").post(Map.of("target_type", "tenant", "reason", "test")));
    }

    /// Suspends the tenant, or resumes it.
    public Answer suspend(boolean suspended) {
        return http.send(path("").patch(Map.of("suspended", suspended)));
    }

    public Answer deleteTenant() {
        return http.send(path("").delete());
    }

    public Answer disable(String subject, boolean disabled) {
        return http.send(path("/subjects/" + Call.encode(subject))
                .put("{\"disabled\":" + disabled + ",\"roles\":[],\"entitlements\":[],\"attributes\":{}}"));
    }

    public Answer erase(String subject) {
        return http.send(path("/subjects/" + Call.encode(subject)).delete());
    }

    public Answer renew(String sessionId, String cause) {
        return http.send(path("/sessions/" + sessionId + "/renew").post(Map.of("cause", cause, "others", "keep")));
    }

    /// The ring of signing keys.
    public Answer keys() {
        return http.send(path("/keys").get());
    }

    /// The kid of the key that signs.
    public String activeKey() {
        return keys().expect(200)
                .json()
                .path("items")
                .valueStream()
                .filter(key -> key.path("state").asString().equals("active"))
                .findFirst()
                .orElseThrow()
                .path("kid")
                .asString();
    }

    /// Has the reserve sign as soon as everybody knows it.
    public Answer rotateKeys() {
        return http.send(path("/keys/rotate").post(Map.of()));
    }

    public Answer compromise(String kid) {
        return http.send(path("/keys/" + kid + "/compromise").post(Map.of("reason", "test")));
    }

    /// Live subscriptions of the key's tenants.
    public Answer verifiers() {
        return http.send(admin("/verifiers").get());
    }

    /// What is measured, as text.
    public Answer metrics() {
        return http.send(Call.to(server, "/metrics").bearer(apiKey).get());
    }

    /// Makes a key for this tenant, and returns its text.
    public String createApiKey(String... rights) {
        return http.send(admin("/api-keys")
                        .post(Map.of("name", "test", "tenants", List.of(tenant), "rights", List.of(rights))))
                .expect(201)
                .text("key");
    }

    public Answer introspect(String credential) {
        return http.send(Call.to(server, "/t/" + tenant + "/oauth/introspect")
                .bearer(apiKey)
                .postForm(Map.of("token", credential)));
    }

    /// Whether introspection calls it active.
    public boolean isActive(String credential) {
        return introspect(credential).expect(200).json().path("active").asBoolean();
    }

    public Answer policy() {
        return http.send(path("/policy").get());
    }

    /// Changes one field of the policy.
    public void changePolicy(String section, String field, Object value) {
        ObjectNode policy = (ObjectNode) policy().expect(200).json();
        ((ObjectNode) policy.get(section)).putPOJO(field, value);
        http.send(path("/policy").put(policy.toString())).expect(200);
    }

    private Call path(String rest) {
        return admin("/tenants/" + tenant + rest);
    }

    private Call admin(String path) {
        return Call.to(server, "/admin/v1" + path).bearer(apiKey);
    }
}
