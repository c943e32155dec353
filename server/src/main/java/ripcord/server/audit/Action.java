package ripcord.server.audit;

import static ripcord.server.audit.Category.API;
import static ripcord.server.audit.Category.AUTHENTICATION;
import static ripcord.server.audit.Category.CONFIGURATION;
import static ripcord.server.audit.Category.IAM;
import static ripcord.server.audit.Category.NETWORK;
import static ripcord.server.audit.Category.PROCESS;
import static ripcord.server.audit.Category.SESSION;
import static ripcord.server.audit.Weight.ALARMING;
import static ripcord.server.audit.Weight.NOTABLE;
import static ripcord.server.audit.Weight.ROUTINE;

import java.util.List;
import java.util.Locale;

/// The catalogue: everything that can be an event. Names are stable: add, never rename. `docs/events.md` is made from
/// it; [Event] has the one way to publish each.
public enum Action {
    SERVER_STARTED(NOTABLE.success(PROCESS), "start", "The server listens.", Field.VERSION, Field.PORT),
    SERVER_STOPPING(NOTABLE.success(PROCESS), "end", "The server was told to stop, and takes no more requests."),

    SESSION_CREATED(
            ROUTINE.success(AUTHENTICATION),
            "start",
            "A subject signed in: a backend vouched for it and a session began. A repeat of that request is no second"
                    + " event.",
            Field.TENANT,
            Field.SESSION,
            Field.SUBJECT,
            Field.ACTOR),
    SESSION_RENEWED(
            NOTABLE.success(SESSION),
            "info",
            "A session got new credentials, and its earlier ones are void. `event.reason` is the cause: `sign_in`,"
                    + " `privilege`, `password` or `mfa`.",
            Field.TENANT,
            Field.SESSION,
            Field.REASON,
            Field.ACTOR),
    SESSION_REFRESHED(
            ROUTINE.success(SESSION),
            "info",
            "A refresh token was exchanged: it was current (`rotated`), or a retry or another tab (`repeated`).",
            Field.TENANT,
            Field.SESSION,
            Field.HOW),
    REFRESH_RECOVERED(
            NOTABLE.success(SESSION),
            "info",
            "A spent refresh token was exchanged because the answer with its successor was lost: the successor was"
                    + " never presented, and it came from the same presenter within `refresh.recovery`.",
            Field.TENANT,
            Field.SESSION,
            Field.PRESENTED_BY),
    REFRESH_CAUGHT_UP(
            ALARMING.success(SESSION),
            "info",
            "A refresh token was ahead of the store, which has lost rotations: it was restored, or failed over.",
            Field.TENANT,
            Field.SESSION,
            Field.PRESENTED_BY),
    REFRESH_REFUSED(
            ROUTINE.failure(AUTHENTICATION),
            "info",
            "A refresh token was worth nothing: `malformed`, `unknown`, `ended`, `not_issued`, `other_client` or"
                    + " `renewed`. The client is not told which. Limited.",
            Field.TENANT,
            Field.SESSION,
            Field.REASON),
    REFRESH_REUSED(
            ALARMING.failure(SESSION),
            "end",
            "A spent refresh token came back: two parties hold it, and the session was ended.",
            Field.TENANT,
            Field.SESSION,
            Field.ROTATED_BY,
            Field.PRESENTED_BY),
    REFRESH_REPLAYED(
            ALARMING.success(SESSION),
            "info",
            "Within the grace, a refresh token came from elsewhere than its rotation did: another network, or somebody"
                    + " else. It was answered. Limited.",
            Field.TENANT,
            Field.SESSION,
            Field.ROTATED_BY,
            Field.PRESENTED_BY),
    SESSION_ENDED(
            ROUTINE.success(SESSION),
            "end",
            "A session's row was closed. `event.reason` is the session's `end_reason`. What decided it is told by"
                    + " `revoked` or `refresh_reused`; ends by time have no other event. A session that a client's or"
                    + " a tenant's entry ended is told of when it is swept.",
            Field.TENANT,
            Field.SESSION,
            Field.REASON,
            Field.ACTOR),
    REVOKED(
            NOTABLE.success(SESSION),
            "end",
            "Somebody took something back: a token, a session, or all of a subject, a client or a tenant."
                    + " `event.reason` is what they said about it.",
            Field.TENANT,
            Field.TARGET_TYPE,
            Field.TARGET,
            Field.REASON,
            Field.ACTOR),
    KEY_COMPROMISED(
            ALARMING.success(CONFIGURATION),
            "change",
            "A signing key was declared compromised: nothing that it signed counts any more.",
            Field.TENANT,
            Field.TARGET,
            Field.REASON,
            Field.ACTOR),
    KEY_ROTATION_WANTED(
            NOTABLE.success(CONFIGURATION),
            "change",
            "Somebody wants the announced signing key to sign as soon as the rules allow.",
            Field.TENANT,
            Field.TARGET,
            Field.ACTOR),
    KEY_ACTIVATED(
            NOTABLE.success(CONFIGURATION), "change", "A signing key has begun to sign.", Field.TENANT, Field.TARGET),
    KEY_ALARM(
            ALARMING.failure(CONFIGURATION),
            "info",
            "Somebody should look at a signing key before it becomes a danger. `event.reason` is `late`, `overdue` or"
                    + " `does_not_open`.",
            Field.TENANT,
            Field.TARGET,
            Field.REASON),
    CONFIRMATION_INCOMPLETE(
            ALARMING.failure(NETWORK),
            "info",
            "Whoever revoked asked to wait, and when the wait was over some verifiers had neither confirmed nor run"
                    + " out of their own bound.",
            Field.TENANT,
            Field.SEQ,
            Field.VERIFIERS,
            Field.COUNT),

    REQUEST_REFUSED(
            ROUTINE.failure(API),
            "denied",
            "A request was refused before it was looked at: no API key that counts (`unauthorized`), one without the"
                    + " right or the tenant (`forbidden`), cookies from another site (`cross_site`), or too many."
                    + " `event.reason` is the error's code. Limited.",
            Field.TENANT,
            Field.ROUTE,
            Field.REASON,
            Field.ACTOR),
    REFUSALS_SUPPRESSED(
            NOTABLE.failure(API),
            "denied",
            "So many more of `ripcord.of_action` came in the last minute than the limit lets through.",
            Field.TENANT,
            Field.OF_ACTION,
            Field.REASON,
            Field.COUNT),

    POLICY_REPLACED(
            NOTABLE.success(CONFIGURATION),
            "change",
            "A tenant's policy was replaced.",
            Field.TENANT,
            Field.POLICY_VERSION,
            Field.ACTOR),
    SUBJECT_STATED(
            NOTABLE.success(IAM),
            "user",
            "A backend stated what a subject is: its roles, entitlements and attributes, and whether it is disabled.",
            Field.TENANT,
            Field.SUBJECT,
            Field.ACTOR),
    SUBJECT_DISABLED(
            NOTABLE.success(IAM),
            "user",
            "By that statement a subject was disabled: its sessions ended, and it cannot sign in.",
            Field.TENANT,
            Field.SUBJECT,
            Field.ACTOR),
    SUBJECT_ENABLED(
            NOTABLE.success(IAM),
            "user",
            "By that statement a subject that was disabled may sign in again.",
            Field.TENANT,
            Field.SUBJECT,
            Field.ACTOR),
    TENANT_CREATED(NOTABLE.success(IAM), "creation", "A tenant was made.", Field.TENANT, Field.ACTOR),
    TENANT_SUSPENDED(
            NOTABLE.success(IAM),
            "change",
            "A tenant was suspended: nothing of it can be used until it is resumed.",
            Field.TENANT,
            Field.ACTOR),
    TENANT_RESUMED(NOTABLE.success(IAM), "change", "A suspended tenant may be used again.", Field.TENANT, Field.ACTOR),
    TENANT_CHANGED(
            NOTABLE.success(IAM), "change", "A tenant's name or limits were changed.", Field.TENANT, Field.ACTOR),
    TENANT_DELETED(
            NOTABLE.success(IAM),
            "deletion",
            "A tenant was deleted with everything.",
            Field.TENANT,
            Field.DELETED,
            Field.ACTOR),
    TENANT_EXPORTED(
            NOTABLE.success(IAM),
            "info",
            "Everything that is kept of a tenant was handed out.",
            Field.TENANT,
            Field.ACTOR),
    SUBJECT_EXPORTED(
            NOTABLE.success(IAM),
            "info",
            "Everything that is kept of a subject was handed out.",
            Field.TENANT,
            Field.SUBJECT,
            Field.ACTOR),
    SUBJECT_ERASED(
            NOTABLE.success(IAM),
            "deletion",
            "What is kept of a subject no longer says whose it was. Events of before still do: erase them where you"
                    + " keep them.",
            Field.TENANT,
            Field.SUBJECT,
            Field.ACTOR),
    API_KEY_CREATED(NOTABLE.success(IAM), "creation", "An API key was made.", Field.API_KEY, Field.ACTOR),
    API_KEY_DELETED(
            NOTABLE.success(IAM),
            "deletion",
            "An API key was deleted, and streams that it had opened were cut.",
            Field.API_KEY,
            Field.ACTOR),

    VERIFIER_CONNECTED(
            NOTABLE.success(NETWORK),
            "start",
            "A verifier opened its stream.",
            Field.TENANT,
            Field.VERIFIER,
            Field.SUBSCRIPTION,
            Field.API_KEY),
    VERIFIER_DISCONNECTED(
            NOTABLE.success(NETWORK),
            "end",
            "A verifier's stream ended: it left, was told to come back, or its connection broke.",
            Field.TENANT,
            Field.VERIFIER,
            Field.SUBSCRIPTION),
    VERIFIER_SLOW(
            ALARMING.failure(NETWORK),
            "end",
            "A verifier did not take what it was sent, and its stream was cut. It will come back and resume; until"
                    + " then its knowledge ages towards its bound.",
            Field.TENANT,
            Field.VERIFIER,
            Field.SUBSCRIPTION),
    VERIFIER_MISSING(
            ALARMING.failure(NETWORK),
            "end",
            "A verifier's stream ended, nobody said that it leaves, and it has not come back under its name before its"
                    + " knowledge ran out: it now does what it declared for that case.",
            Field.TENANT,
            Field.VERIFIER,
            Field.SUBSCRIPTION),
    CLOCK_DIFFERS(
            ALARMING.failure(PROCESS),
            "info",
            "This machine's clock and the database's are more than a second apart. `event.reason` is what follows:"
                    + " `corrected`, the server does not go by its own; `store_astray`, it does not go by the database's;"
                    + " `unfit`, its own is more than ten minutes off, and it is not ready.",
            Field.REASON,
            Field.STORE_AHEAD),
    CLOCK_AGREES(
            NOTABLE.success(PROCESS), "info", "This machine's clock and the database's are less than a second apart."),
    REDIS_DEGRADED(ALARMING.failure(NETWORK), "info", "Redis is away or faulty; all goes on without it.", Field.REASON),
    REDIS_RESTORED(NOTABLE.success(NETWORK), "info", "Redis has been well for three seconds, and is used again."),
    SERVER_JOINED(
            NOTABLE.success(NETWORK),
            "start",
            "This server counts among those on the store: others wait for it when they take something back. Once after"
                    + " each start, and again when it was cut off for so long that others took it for gone.",
            Field.SERVER,
            Field.COUNT),
    SERVER_GONE(
            ALARMING.failure(NETWORK),
            "end",
            "Another server has not shown for seconds that it can commit: it stopped without a word, hangs, or is cut"
                    + " off. Nobody waits for it any more. Told by the one server that took it off the list.",
            Field.SERVER),
    STORE_DEGRADED(
            ALARMING.failure(NETWORK),
            "info",
            "For a second this server has not been able to commit, and trusts nothing that it has in memory: it answers"
                    + " what `docs/outages.md` says."),
    STORE_RESTORED(
            NOTABLE.success(NETWORK),
            "info",
            "This server can commit again, and knows all that happened meanwhile. It took `ripcord.seconds`.",
            Field.SECONDS),
    COPY_REFUSED(
            ALARMING.failure(NETWORK), "info", "A copy in Redis was forged or changed, and was not used. Limited."),
    EVENTS_DROPPED(
            ALARMING.failure(PROCESS),
            "info",
            "Events came faster than they could be written, or could not be written at all, and so many are missing."
                    + " `event.sequence` has a gap where they were.",
            Field.COUNT);

    @SuppressWarnings("ImmutableEnumChecker") // a record of enums
    private final Kind kind;

    private final String type;
    private final String when;

    @SuppressWarnings("ImmutableEnumChecker") // List.of() makes one that nobody can change
    private final List<Field> fields;

    /// @param type `event.type`, one that the schema expects in that category
    Action(Kind kind, String type, String when, Field... fields) {
        this.kind = kind;
        this.type = type;
        this.when = when;
        this.fields = List.of(fields);
    }

    /// `event.action`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Weight weight() {
        return kind.weight();
    }

    public Outcome outcome() {
        return kind.outcome();
    }

    public Category category() {
        return kind.category();
    }

    /// `event.type`.
    public String type() {
        return type;
    }

    /// When it happens, for people.
    public String when() {
        return when;
    }

    /// What it may say; which of these it says depends on what is known.
    public List<Field> fields() {
        return fields;
    }

    /// Whether somebody without any right could cause as many as they like, so that only so many are written.
    public boolean isLimited() {
        return switch (this) {
            case REFRESH_REFUSED, REFRESH_REPLAYED, REQUEST_REFUSED, COPY_REFUSED -> true;
            default -> false;
        };
    }
}
