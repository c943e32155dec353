package ripcord.server.audit;

import java.util.List;

/// One event of each action, as the documents show them.
public final class EventExamples {
    private static final String TENANT = "default";
    private static final String SESSION = "Jx3vQ0aZ7bN4cR2mX9kQ0g";
    private static final String KEY = "api_key:hB3nq5cT8sKz1vPd";
    private static final String OWNER = "192.0.2.0/24 Firefox/147.0";
    private static final String OTHER = "198.51.100.0/24 curl/8.15";
    private static final Event.Follower ORDERS = new Event.Follower(TENANT, "orders", "CeQcvk4mHw1WwtV0");

    private EventExamples() {}

    public static List<Event> all() {
        return List.of(
                Event.serverStarted("0.1.0", 8480),
                Event.serverStopping(),
                Event.sessionCreated(TENANT, SESSION, "alice", KEY),
                Event.sessionRenewed(TENANT, SESSION, "privilege", KEY),
                Event.sessionRefreshed(TENANT, SESSION, "rotated"),
                Event.refreshRecovered(TENANT, SESSION, OWNER),
                Event.refreshCaughtUp(TENANT, SESSION, OWNER),
                Event.refreshRefused(TENANT, SESSION, "ended"),
                Event.refreshReused(TENANT, SESSION, OWNER, OTHER),
                Event.refreshReplayed(TENANT, SESSION, OWNER, OTHER),
                Event.sessionEnded(TENANT, SESSION, "idle", "system"),
                Event.revoked(TENANT, "subject", "alice", "laptop stolen", KEY),
                Event.revoked(TENANT, "signing_key", "q7nK2bV9xR4tY8wZ", "found in a backup", KEY),
                Event.keyRotationWanted(TENANT, "q7nK2bV9xR4tY8wZ", KEY),
                Event.keyActivated(TENANT, "q7nK2bV9xR4tY8wZ"),
                Event.keyAlarm(TENANT, "q7nK2bV9xR4tY8wZ", "overdue"),
                Event.confirmationIncomplete(TENANT, 1795262343320319L, "orders billing", 2),
                Event.requestRefused(TENANT, "GET /admin/v1/tenants/{tenant}/policy", "forbidden", KEY),
                Event.refusalsSuppressed(TENANT, "refresh_refused", "unknown", 4213),
                Event.policyReplaced(TENANT, 7, KEY),
                Event.subjectStated(TENANT, "alice", KEY),
                Event.subjectDisabled(TENANT, "alice", KEY),
                Event.subjectEnabled(TENANT, "alice", KEY),
                Event.tenantCreated("acme", KEY),
                Event.tenantSuspended("acme", KEY),
                Event.tenantResumed("acme", KEY),
                Event.tenantChanged("acme", KEY),
                Event.tenantDeleted("acme", "sessions=812 subjects=90", KEY),
                Event.tenantExported("acme", KEY),
                Event.subjectExported(TENANT, "alice", KEY),
                Event.subjectErased(TENANT, "alice", KEY),
                Event.apiKeyCreated("tN5gW8pL2dQ7kJ3f", KEY),
                Event.apiKeyDeleted("tN5gW8pL2dQ7kJ3f", KEY),
                Event.verifierConnected(ORDERS, "tN5gW8pL2dQ7kJ3f"),
                Event.verifierDisconnected(ORDERS),
                Event.verifierSlow(ORDERS),
                Event.verifierMissing(ORDERS),
                Event.clockDiffers("corrected", 312_000),
                Event.clockAgrees(),
                Event.redisDegraded("cannot be reached: Connection refused: localhost/127.0.0.1:6379"),
                Event.redisRestored(),
                Event.serverJoined("b1946ac9-2d4f-4f0e-9a2c-7c1d0e5f3a68", 3),
                Event.serverGone("0d6f5a37-8c1e-4b7d-8f32-5e9b21c44d10"),
                Event.storeDegraded(),
                Event.storeRestored(14),
                Event.copyRefused(),
                Event.eventsDropped(812));
    }
}
