package ripcord.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import ripcord.server.LiveServer.SignedIn;
import ripcord.server.session.EndReason;

/// Every way in which what a session was given stops being good. Another reason to end does not compile without one.
enum Ending {
    LOGOUT,
    END,
    END_OTHERS,
    SUBJECT,
    CLIENT,
    TENANT,
    LIMIT,
    REUSE,
    IDLE,
    ABSOLUTE,
    RENEWAL,
    SIGNING_KEY,
    TENANT_SUSPENDED,
    TENANT_DELETED,
    SUBJECT_DISABLED,
    SUBJECT_ERASED;

    /// Longer than the idle and the absolute end that [#prepare] sets.
    private static final Duration LONG_AFTER = Duration.ofSeconds(61);

    static Ending of(EndReason reason) {
        return switch (reason) {
            case LOGOUT -> LOGOUT;
            case ADMIN -> END;
            case OTHERS -> END_OTHERS;
            case SUBJECT -> SUBJECT;
            case CLIENT -> CLIENT;
            case TENANT -> TENANT;
            case LIMIT -> LIMIT;
            case REUSE -> REUSE;
            case IDLE -> IDLE;
            case ABSOLUTE -> ABSOLUTE;
        };
    }

    /// Sets the tenant's policy so that it can come.
    void prepare(LiveServer server, String tenant) {
        switch (this) {
            case REUSE -> {
                server.policy(tenant, "refresh", "grace", "PT0S");
                server.policy(tenant, "refresh", "recovery", "PT0S");
            }
            case LIMIT -> server.policy(tenant, "session", "max_per_subject", 1);
            case IDLE -> server.policy(tenant, "session", "idle", "PT1M");
            case ABSOLUTE -> {
                server.policy(tenant, "session", "idle", "PT1M");
                server.policy(tenant, "session", "absolute", "PT1M");
            }
            case LOGOUT,
                    END,
                    END_OTHERS,
                    SUBJECT,
                    CLIENT,
                    TENANT,
                    RENEWAL,
                    SIGNING_KEY,
                    TENANT_SUSPENDED,
                    TENANT_DELETED,
                    SUBJECT_DISABLED,
                    SUBJECT_ERASED -> {}
        }
    }

    /// Brings it about; it is acknowledged when this returns.
    void bringAbout(LiveServer server, SignedIn signedIn) {
        var admin = "/admin/v1/tenants/" + signedIn.tenant();
        var session = admin + "/sessions/" + signedIn.session();
        var ofSubject = admin + "/subjects/" + signedIn.subject() + "/sessions";
        switch (this) {
            case LOGOUT ->
                server.http()
                        .post(signedIn.issuer() + "/auth/logout")
                        .sameOrigin()
                        .cookie(signedIn.sessionCookie(), signedIn.sessionToken())
                        .send()
                        .expect(204);
            case END -> delete(server, session);
            case END_OTHERS -> {
                var kept = server.signIn(signedIn.tenant(), signedIn.subject(), "browser");
                delete(server, ofSubject + "?except=" + kept.session());
            }
            case SUBJECT -> delete(server, ofSubject);
            case CLIENT -> revoke(server, admin, Map.of("target_type", "client", "target", "default"));
            case TENANT -> revoke(server, admin, Map.of("target_type", "tenant"));
            case LIMIT -> server.signIn(signedIn.tenant(), signedIn.subject(), "native");
            case REUSE -> {
                refresh(server, signedIn).expect(200);
                refresh(server, signedIn).expect(401);
            }
            case IDLE, ABSOLUTE -> {
                server.clock().advance(LONG_AFTER);
                server.server().tidyUp();
            }
            case RENEWAL ->
                server.http()
                        .post(session + "/renew")
                        .bearer(server.rootKey())
                        .json(Map.of("cause", "password", "others", "keep"))
                        .send()
                        .expect(200);
            case SIGNING_KEY -> compromise(server, admin);
            case TENANT_DELETED -> delete(server, admin);
            case SUBJECT_ERASED -> delete(server, admin + "/subjects/" + signedIn.subject());
            case SUBJECT_DISABLED ->
                server.http()
                        .put(admin + "/subjects/" + signedIn.subject())
                        .bearer(server.rootKey())
                        .json(Map.of(
                                "disabled",
                                true,
                                "roles",
                                List.of(),
                                "entitlements",
                                List.of(),
                                "attributes",
                                Map.of()))
                        .send()
                        .expect(200);
            case TENANT_SUSPENDED ->
                server.http()
                        .call("PATCH", admin)
                        .bearer(server.rootKey())
                        .json(Map.of("suspended", true))
                        .send()
                        .expect(200);
        }
    }

    private static void delete(LiveServer server, String path) {
        server.http().delete(path).bearer(server.rootKey()).send().expect(200);
    }

    private static void revoke(LiveServer server, String admin, Map<String, String> what) {
        var body = new java.util.HashMap<>(what);
        body.put("reason", "matrix");
        server.http()
                .post(admin + "/revocations")
                .bearer(server.rootKey())
                .json(body)
                .send()
                .expect(201);
    }

    private static ripcord.server.spec.Answer refresh(LiveServer server, SignedIn signedIn) {
        return server.http()
                .post(signedIn.issuer() + "/auth/refresh")
                .json(Map.of("refresh_token", signedIn.refreshToken()))
                .send();
    }

    private static void compromise(LiveServer server, String admin) {
        var active = server.http()
                .get(admin + "/keys")
                .bearer(server.rootKey())
                .send()
                .expect(200)
                .json()
                .get("items")
                .valueStream()
                .filter(key -> key.get("state").stringValue().equals("active"))
                .findFirst()
                .orElseThrow();
        server.http()
                .post(admin + "/keys/" + active.get("kid").stringValue() + "/compromise")
                .bearer(server.rootKey())
                .json(Map.of("reason", "matrix"))
                .send()
                .expect(200);
    }

    /// Those that end a session, for a look at the list.
    static List<Ending> ofSessions() {
        return java.util.Arrays.stream(EndReason.values()).map(Ending::of).toList();
    }
}
