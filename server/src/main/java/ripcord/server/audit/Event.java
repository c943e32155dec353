package ripcord.server.audit;

import java.util.LinkedHashMap;
import java.util.Map;

/// Something that happened.
///
/// @param action stable, for programs
/// @param fields whom and what it concerns; those without a value are left out
public record Event(Weight weight, String action, Map<String, String> fields) {
    /// Keeps the order of the fields.
    public Event {
        fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /// Whether somebody has to know.
    public enum Weight {
        /// Happens all day long.
        ROUTINE,
        /// Somebody decided it.
        NOTABLE,
        /// Someone may have to act.
        ALARMING
    }

    /// A subject signed in.
    public static Event sessionCreated(String tenant, String session, String actor) {
        return of(Weight.ROUTINE, "session_created", "tenant", tenant, "session", session, "actor", actor);
    }

    /// A session got new credentials, and its earlier ones are void.
    public static Event sessionRenewed(String tenant, String session, String cause, String actor) {
        return of(
                Weight.NOTABLE,
                "session_renewed",
                "tenant",
                tenant,
                "session",
                session,
                "cause",
                cause,
                "actor",
                actor);
    }

    /// A refresh token was exchanged.
    ///
    /// @param how `rotated`, `repeated`, `recovered` or `caught_up`
    public static Event sessionRefreshed(String tenant, String session, String how) {
        boolean routine = how.equals("rotated") || how.equals("repeated");
        var weight = routine ? Weight.ROUTINE : Weight.NOTABLE;
        return of(weight, "session_refreshed", "tenant", tenant, "session", session, "how", how);
    }

    /// A refresh token was worth nothing.
    ///
    /// @param session empty if it was no token of ours
    public static Event refreshRefused(String tenant, String session, String why) {
        return of(Weight.ROUTINE, "refresh_refused", "tenant", tenant, "session", session, "why", why);
    }

    /// A spent refresh token came back, and the session was ended.
    public static Event refreshReused(String tenant, String session, String rotatedBy, String presentedBy) {
        return twoParties("refresh_reused", tenant, session, rotatedBy, presentedBy);
    }

    /// Within the grace, a refresh token came from elsewhere than its rotation did: another network, or somebody else.
    public static Event refreshReplayed(String tenant, String session, String rotatedBy, String presentedBy) {
        return twoParties("refresh_replayed", tenant, session, rotatedBy, presentedBy);
    }

    private static Event twoParties(
            String action, String tenant, String session, String rotatedBy, String presentedBy) {
        return of(
                Weight.ALARMING,
                action,
                "tenant",
                tenant,
                "session",
                session,
                "rotated_by",
                rotatedBy,
                "presented_by",
                presentedBy);
    }

    /// Something was taken back.
    ///
    /// @param targetType as the log writes it
    /// @param target     whose; empty for a whole tenant
    public static Event revoked(String tenant, String targetType, String target, String reason, String actor) {
        var weight = targetType.equals("signing_key") ? Weight.ALARMING : Weight.NOTABLE;
        return of(
                weight,
                "revoked",
                "tenant",
                tenant,
                "target_type",
                targetType,
                "target",
                target,
                "reason",
                reason,
                "actor",
                actor);
    }

    /// Somebody wants the announced signing key to sign.
    public static Event rotationWanted(String tenant, String kid, String actor) {
        return of(Weight.NOTABLE, "key_rotation_wanted", "tenant", tenant, "kid", kid, "actor", actor);
    }

    /// A signing key has begun to sign.
    public static Event keyActivated(String tenant, String kid) {
        return of(Weight.NOTABLE, "key_activated", "tenant", tenant, "kid", kid);
    }

    /// Somebody should look at a signing key before it becomes a danger.
    ///
    /// @param alarm `late`, `overdue` or `does_not_open`
    public static Event keyAlarm(String tenant, String kid, String alarm) {
        return of(Weight.ALARMING, "key_alarm", "tenant", tenant, "kid", kid, "alarm", alarm);
    }

    /// A policy was replaced.
    public static Event policyReplaced(String tenant, long version, String actor) {
        return of(
                Weight.NOTABLE,
                "policy_replaced",
                "tenant",
                tenant,
                "version",
                String.valueOf(version),
                "actor",
                actor);
    }

    /// What is known about a subject was stated.
    public static Event subjectStated(String tenant, String subject, boolean disabled, String actor) {
        var action = disabled ? "subject_disabled" : "subject_stated";
        return of(Weight.NOTABLE, action, "tenant", tenant, "subject", subject, "actor", actor);
    }

    /// A tenant was made.
    public static Event tenantCreated(String tenant, String actor) {
        return of(Weight.NOTABLE, "tenant_created", "tenant", tenant, "actor", actor);
    }

    /// Nothing of a tenant may be used until it is resumed.
    public static Event tenantSuspended(String tenant, String actor) {
        return of(Weight.NOTABLE, "tenant_suspended", "tenant", tenant, "actor", actor);
    }

    /// A suspended tenant may be used again.
    public static Event tenantResumed(String tenant, String actor) {
        return of(Weight.NOTABLE, "tenant_resumed", "tenant", tenant, "actor", actor);
    }

    /// A tenant's name or limits were changed.
    public static Event tenantChanged(String tenant, String actor) {
        return of(Weight.NOTABLE, "tenant_changed", "tenant", tenant, "actor", actor);
    }

    /// A tenant was deleted with everything.
    ///
    /// @param deleted how many of what
    public static Event tenantDeleted(String tenant, String deleted, String actor) {
        return of(Weight.NOTABLE, "tenant_deleted", "tenant", tenant, "deleted", deleted, "actor", actor);
    }

    /// Everything that is kept of a tenant was handed out.
    public static Event tenantExported(String tenant, String actor) {
        return of(Weight.NOTABLE, "tenant_exported", "tenant", tenant, "actor", actor);
    }

    /// What is kept of a subject no longer says whose it was.
    public static Event subjectErased(String tenant, String subject, String actor) {
        return of(Weight.NOTABLE, "subject_erased", "tenant", tenant, "subject", subject, "actor", actor);
    }

    /// An API key was made.
    public static Event apiKeyCreated(String key, String actor) {
        return of(Weight.NOTABLE, "api_key_created", "api_key", key, "actor", actor);
    }

    /// An API key was deleted.
    public static Event apiKeyDeleted(String key, String actor) {
        return of(Weight.NOTABLE, "api_key_deleted", "api_key", key, "actor", actor);
    }

    private static Event of(Weight weight, String action, String... namesAndValues) {
        var fields = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!namesAndValues[i + 1].isEmpty()) {
                fields.put(namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        return new Event(weight, action, fields);
    }
}
