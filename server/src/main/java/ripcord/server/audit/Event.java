package ripcord.server.audit;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// Something that happened. Only what [Action] lists can be one, and only by the methods here.
public final class Event {
    private final Action action;
    private final Map<Field, String> fields = new EnumMap<>(Field.class);

    private Event(Action action) {
        this.action = action;
    }

    private static Event of(Action action) {
        return new Event(action);
    }

    /// Says something, unless there is nothing to say.
    private Event with(Field field, String value) {
        if (!action.fields().contains(field)) {
            throw new IllegalArgumentException(
                    action.word() + ": " + field.ecsName() + " (expected: one that its entry in the catalogue lists)");
        }
        if (!value.isEmpty()) {
            fields.put(field, value);
        }
        return this;
    }

    private Event with(Field field, long value) {
        return with(field, Long.toString(value));
    }

    public Action action() {
        return action;
    }

    /// What it says; those without a value are left out.
    public Map<Field, String> fields() {
        return Collections.unmodifiableMap(fields);
    }

    /// One value; empty text if it is not said.
    public String get(Field field) {
        return fields.getOrDefault(field, "");
    }

    public static Event serverStarted(String version, int port) {
        return of(Action.SERVER_STARTED).with(Field.VERSION, version).with(Field.PORT, port);
    }

    public static Event serverStopping() {
        return of(Action.SERVER_STOPPING);
    }

    public static Event sessionCreated(String tenant, String session, String subject, String actor) {
        return ofSession(Action.SESSION_CREATED, tenant, session)
                .with(Field.SUBJECT, subject)
                .with(Field.ACTOR, actor);
    }

    public static Event sessionRenewed(String tenant, String session, String cause, String actor) {
        return ofSession(Action.SESSION_RENEWED, tenant, session)
                .with(Field.REASON, cause)
                .with(Field.ACTOR, actor);
    }

    /// A refresh token was exchanged as usual.
    ///
    /// @param how `rotated` or `repeated`
    public static Event sessionRefreshed(String tenant, String session, String how) {
        return ofSession(Action.SESSION_REFRESHED, tenant, session).with(Field.HOW, how);
    }

    public static Event refreshRecovered(String tenant, String session, String presentedBy) {
        return ofSession(Action.REFRESH_RECOVERED, tenant, session).with(Field.PRESENTED_BY, presentedBy);
    }

    public static Event refreshCaughtUp(String tenant, String session, String presentedBy) {
        return ofSession(Action.REFRESH_CAUGHT_UP, tenant, session).with(Field.PRESENTED_BY, presentedBy);
    }

    /// A refresh token was worth nothing.
    ///
    /// @param session empty if it was no token of ours
    public static Event refreshRefused(String tenant, String session, String why) {
        return ofSession(Action.REFRESH_REFUSED, tenant, session).with(Field.REASON, why);
    }

    public static Event refreshReused(String tenant, String session, String rotatedBy, String presentedBy) {
        return ofSession(Action.REFRESH_REUSED, tenant, session)
                .with(Field.ROTATED_BY, rotatedBy)
                .with(Field.PRESENTED_BY, presentedBy);
    }

    public static Event refreshReplayed(String tenant, String session, String rotatedBy, String presentedBy) {
        return ofSession(Action.REFRESH_REPLAYED, tenant, session)
                .with(Field.ROTATED_BY, rotatedBy)
                .with(Field.PRESENTED_BY, presentedBy);
    }

    public static Event sessionEnded(String tenant, String session, String reason, String actor) {
        return ofSession(Action.SESSION_ENDED, tenant, session)
                .with(Field.REASON, reason)
                .with(Field.ACTOR, actor);
    }

    private static Event ofSession(Action action, String tenant, String session) {
        return ofTenant(action, tenant).with(Field.SESSION, session);
    }

    private static Event ofTenant(Action action, String tenant) {
        return of(action).with(Field.TENANT, tenant);
    }

    /// Somebody took something back.
    ///
    /// @param targetType as the log writes it; a signing key is compromised
    /// @param target     whose; empty for a whole tenant
    public static Event revoked(String tenant, String targetType, String target, String reason, String actor) {
        if (targetType.equals("signing_key")) {
            return keyCompromised(tenant, target, reason, actor);
        }
        return ofTenant(Action.REVOKED, tenant)
                .with(Field.TARGET_TYPE, targetType)
                .with(Field.TARGET, target)
                .with(Field.REASON, reason)
                .with(Field.ACTOR, actor);
    }

    private static Event keyCompromised(String tenant, String kid, String reason, String actor) {
        return ofTenant(Action.KEY_COMPROMISED, tenant)
                .with(Field.TARGET, kid)
                .with(Field.REASON, reason)
                .with(Field.ACTOR, actor);
    }

    /// A wait for verifiers was over before all had confirmed.
    ///
    /// @param names of those that are missing, separated by blanks
    public static Event confirmationIncomplete(String tenant, long seq, String names, int count) {
        return ofTenant(Action.CONFIRMATION_INCOMPLETE, tenant)
                .with(Field.SEQ, seq)
                .with(Field.VERIFIERS, names)
                .with(Field.COUNT, count);
    }

    /// A request was refused before it was looked at.
    ///
    /// @param tenant one that exists; empty if the path names none
    /// @param route  the template, never the path itself: somebody may have written a token where a name belongs
    /// @param actor  whose API key it was; empty if none that counts was shown
    public static Event requestRefused(String tenant, String route, String code, String actor) {
        return ofTenant(Action.REQUEST_REFUSED, tenant)
                .with(Field.ROUTE, route)
                .with(Field.REASON, code)
                .with(Field.ACTOR, actor);
    }

    static Event refusalsSuppressed(String tenant, String action, String reason, long count) {
        return ofTenant(Action.REFUSALS_SUPPRESSED, tenant)
                .with(Field.OF_ACTION, action)
                .with(Field.REASON, reason)
                .with(Field.COUNT, count);
    }

    /// Somebody wants the announced signing key to sign.
    public static Event keyRotationWanted(String tenant, String kid, String actor) {
        return ofTenant(Action.KEY_ROTATION_WANTED, tenant)
                .with(Field.TARGET, kid)
                .with(Field.ACTOR, actor);
    }

    /// A signing key has begun to sign.
    public static Event keyActivated(String tenant, String kid) {
        return ofTenant(Action.KEY_ACTIVATED, tenant).with(Field.TARGET, kid);
    }

    /// Somebody should look at a signing key before it becomes a danger.
    ///
    /// @param alarm `late`, `overdue` or `does_not_open`
    public static Event keyAlarm(String tenant, String kid, String alarm) {
        return ofTenant(Action.KEY_ALARM, tenant).with(Field.TARGET, kid).with(Field.REASON, alarm);
    }

    public static Event policyReplaced(String tenant, long version, String actor) {
        return ofTenant(Action.POLICY_REPLACED, tenant)
                .with(Field.POLICY_VERSION, version)
                .with(Field.ACTOR, actor);
    }

    public static Event subjectStated(String tenant, String subject, String actor) {
        return ofSubject(Action.SUBJECT_STATED, tenant, subject, actor);
    }

    public static Event subjectDisabled(String tenant, String subject, String actor) {
        return ofSubject(Action.SUBJECT_DISABLED, tenant, subject, actor);
    }

    public static Event subjectEnabled(String tenant, String subject, String actor) {
        return ofSubject(Action.SUBJECT_ENABLED, tenant, subject, actor);
    }

    public static Event subjectExported(String tenant, String subject, String actor) {
        return ofSubject(Action.SUBJECT_EXPORTED, tenant, subject, actor);
    }

    private static Event ofSubject(Action action, String tenant, String subject, String actor) {
        return ofTenant(action, tenant).with(Field.SUBJECT, subject).with(Field.ACTOR, actor);
    }

    public static Event tenantCreated(String tenant, String actor) {
        return ofTenant(Action.TENANT_CREATED, tenant).with(Field.ACTOR, actor);
    }

    public static Event tenantSuspended(String tenant, String actor) {
        return ofTenant(Action.TENANT_SUSPENDED, tenant).with(Field.ACTOR, actor);
    }

    public static Event tenantResumed(String tenant, String actor) {
        return ofTenant(Action.TENANT_RESUMED, tenant).with(Field.ACTOR, actor);
    }

    public static Event tenantChanged(String tenant, String actor) {
        return ofTenant(Action.TENANT_CHANGED, tenant).with(Field.ACTOR, actor);
    }

    /// A tenant was deleted with everything.
    ///
    /// @param deleted how many of what
    public static Event tenantDeleted(String tenant, String deleted, String actor) {
        return ofTenant(Action.TENANT_DELETED, tenant)
                .with(Field.DELETED, deleted)
                .with(Field.ACTOR, actor);
    }

    public static Event tenantExported(String tenant, String actor) {
        return ofTenant(Action.TENANT_EXPORTED, tenant).with(Field.ACTOR, actor);
    }

    public static Event subjectErased(String tenant, String subject, String actor) {
        return ofSubject(Action.SUBJECT_ERASED, tenant, subject, actor);
    }

    public static Event apiKeyCreated(String key, String actor) {
        return of(Action.API_KEY_CREATED).with(Field.API_KEY, key).with(Field.ACTOR, actor);
    }

    public static Event apiKeyDeleted(String key, String actor) {
        return of(Action.API_KEY_DELETED).with(Field.API_KEY, key).with(Field.ACTOR, actor);
    }

    /// Whose stream it is.
    ///
    /// @param tenant empty if it follows several
    public record Follower(String tenant, String name, String subscription) {}

    public static Event verifierConnected(Follower who, String apiKey) {
        return ofVerifier(Action.VERIFIER_CONNECTED, who).with(Field.API_KEY, apiKey);
    }

    public static Event verifierDisconnected(Follower who) {
        return ofVerifier(Action.VERIFIER_DISCONNECTED, who);
    }

    public static Event verifierSlow(Follower who) {
        return ofVerifier(Action.VERIFIER_SLOW, who);
    }

    public static Event verifierMissing(Follower who) {
        return ofVerifier(Action.VERIFIER_MISSING, who);
    }

    private static Event ofVerifier(Action action, Follower who) {
        return ofTenant(action, who.tenant).with(Field.VERIFIER, who.name).with(Field.SUBSCRIPTION, who.subscription);
    }

    /// Redis is not to be had.
    ///
    /// @param reason for people, without a secret
    public static Event redisDegraded(String reason) {
        return of(Action.REDIS_DEGRADED).with(Field.REASON, reason);
    }

    public static Event redisRestored() {
        return of(Action.REDIS_RESTORED);
    }

    /// This server counts.
    ///
    /// @param servers how many there are, as far as it knows
    public static Event serverJoined(String server, long servers) {
        return of(Action.SERVER_JOINED).with(Field.SERVER, server).with(Field.COUNT, servers);
    }

    public static Event serverGone(String server) {
        return of(Action.SERVER_GONE).with(Field.SERVER, server);
    }

    public static Event storeDegraded() {
        return of(Action.STORE_DEGRADED);
    }

    public static Event storeRestored(long seconds) {
        return of(Action.STORE_RESTORED).with(Field.SECONDS, seconds);
    }

    public static Event copyRefused() {
        return of(Action.COPY_REFUSED);
    }

    /// This machine's clock and the database's have parted.
    ///
    /// @param reason     `corrected`, `store_astray` or `unfit`
    /// @param storeAhead by how many milliseconds the store's clock is ahead of this machine's
    public static Event clockDiffers(String reason, long storeAhead) {
        return of(Action.CLOCK_DIFFERS).with(Field.REASON, reason).with(Field.STORE_AHEAD, storeAhead);
    }

    public static Event clockAgrees() {
        return of(Action.CLOCK_AGREES);
    }

    static Event eventsDropped(long count) {
        return of(Action.EVENTS_DROPPED).with(Field.COUNT, count);
    }
}
