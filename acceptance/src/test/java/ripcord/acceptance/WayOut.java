package ripcord.acceptance;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import ripcord.acceptance.client.Backend;
import ripcord.acceptance.client.Browser;
import ripcord.acceptance.client.SignedIn;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.ServerProcess;

/// Every way in which an access token stops being good before its time.
enum WayOut {
    LOGOUT("logout"),
    END("admin"),
    END_OTHERS("others"),
    SUBJECT("subject"),
    CLIENT("client"),
    TENANT("tenant"),
    LIMIT("limit"),
    REUSE("reuse"),
    IDLE("idle"),
    ABSOLUTE("absolute"),
    RENEWAL(""),
    SIGNING_KEY(""),
    TENANT_SUSPENDED(""),
    TENANT_DELETED(""),
    SUBJECT_DISABLED("subject"),
    SUBJECT_ERASED("subject");

    static final String SUBJECT_NAME = "alice";
    static final String CLIENT_NAME = "the-client";

    private final String endReason;

    WayOut(String endReason) {
        this.endReason = endReason;
    }

    /// As a session's `end_reason` says it; empty where no session ends.
    String endReason() {
        return endReason;
    }

    String tenant() {
        return "reach-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether it comes by itself, after a minute.
    boolean comesByItself() {
        return this == IDLE || this == ABSOLUTE;
    }

    /// Whether another sign-in of the tenant stays good.
    boolean sparesOthers() {
        return this != TENANT && this != SIGNING_KEY && this != TENANT_SUSPENDED && leavesATenant();
    }

    /// Whether there is still a tenant to sign in to, and to ask about its sessions.
    boolean leavesATenant() {
        return this != TENANT_DELETED;
    }

    /// Whether the session itself is over, and with it what refreshes it. A key that is no longer trusted says nothing
    /// about what was not signed with it.
    boolean endsTheSession() {
        return this != SIGNING_KEY;
    }

    void prepare(Backend backend) {
        backend.changePolicy("refresh", "grace", "PT0S");
        backend.changePolicy("access_token", "default_audience", ReachTest.AUDIENCE);
        if (this == LIMIT) {
            backend.changePolicy("session", "max_per_subject", 1);
        }
        if (comesByItself()) {
            backend.changePolicy("session", "idle", "PT1M");
        }
        if (this == ABSOLUTE) {
            backend.changePolicy("session", "absolute", "PT1M");
        }
    }

    SignedIn signIn(Backend backend) {
        return backend.signIn(Map.of(
                "subject",
                SUBJECT_NAME,
                "client_id",
                CLIENT_NAME,
                "client_kind",
                Backend.BROWSER,
                "credentials",
                List.of("session_token", "refresh_token", "access_token")));
    }

    /// Takes it; returns when it is acknowledged.
    void take(ServerProcess server, SignedIn signedIn) {
        Backend backend = server.backend().ofTenant(tenant());
        switch (this) {
            case LOGOUT -> logout(server, signedIn);
            case END -> backend.end(signedIn.sessionId()).expect(200);
            case END_OTHERS ->
                backend.endOthers(SUBJECT_NAME, signIn(backend).sessionId()).expect(200);
            case SUBJECT -> backend.endSubject(SUBJECT_NAME).expect(200);
            case CLIENT -> backend.revoke("client", CLIENT_NAME).expect(201);
            case TENANT -> backend.revokeTenant().expect(201);
            case LIMIT -> signIn(backend);
            case REUSE -> reuse(server, signedIn);
            case IDLE, ABSOLUTE -> awaitEnd(() -> hasEnded(backend, signedIn));
            case RENEWAL -> backend.renew(signedIn.sessionId(), "privilege").expect(200);
            case SIGNING_KEY -> backend.compromise(backend.activeKey()).expect(200);
            case TENANT_SUSPENDED -> backend.suspend(true).expect(200);
            case TENANT_DELETED -> backend.deleteTenant().expect(200);
            case SUBJECT_DISABLED -> backend.disable(SUBJECT_NAME, true).expect(200);
            case SUBJECT_ERASED -> backend.erase(SUBJECT_NAME).expect(200);
        }
    }

    /// Takes back what keeps anybody from signing in anew.
    void open(Backend backend) {
        if (this == TENANT_SUSPENDED) {
            backend.suspend(false).expect(200);
        }
        if (this == SUBJECT_DISABLED) {
            backend.disable(SUBJECT_NAME, false).expect(200);
        }
    }

    private void logout(ServerProcess server, SignedIn signedIn) {
        Browser browser = server.browser(tenant());
        browser.receive(signedIn.setCookies());
        browser.logout().expect(204);
    }

    private void reuse(ServerProcess server, SignedIn signedIn) {
        server.device(tenant(), "owner/1").refresh(signedIn.refreshToken()).expect(200);
        server.device(tenant(), "thief/1").refresh(signedIn.refreshToken()).expect(401);
    }

    private static boolean hasEnded(Backend backend, SignedIn signedIn) {
        return backend.session(signedIn.sessionId())
                .expect(200)
                .json()
                .path("session")
                .has("ended_at");
    }

    private static void awaitEnd(BooleanSupplier ended) {
        Await.until(Duration.ofSeconds(150), "the session is over", ended);
    }
}
