package ripcord.server.audit;

import static ripcord.server.audit.Category.API;
import static ripcord.server.audit.Category.AUTHENTICATION;
import static ripcord.server.audit.Category.CONFIGURATION;
import static ripcord.server.audit.Category.IAM;
import static ripcord.server.audit.Category.NETWORK;
import static ripcord.server.audit.Category.PROCESS;
import static ripcord.server.audit.Category.SESSION;
import static ripcord.server.audit.Outcome.FAILURE;
import static ripcord.server.audit.Outcome.SUCCESS;
import static ripcord.server.audit.Weight.ALARMING;
import static ripcord.server.audit.Weight.NOTABLE;
import static ripcord.server.audit.Weight.ROUTINE;

import java.util.List;
import java.util.Locale;

/// The catalogue: everything that can be an event. Names are stable: add, never rename. `docs/events.md` is made from
/// it; [Event] has the one way to publish each.
public enum Action {
    SERVER_STARTED(NOTABLE, SUCCESS, PROCESS, "start", "The server listens.", Field.VERSION, Field.PORT),
    SERVER_STOPPING(NOTABLE, SUCCESS, PROCESS, "end", "The server was told to stop, and takes no more requests."),

    SESSION_CREATED(
            ROUTINE,
            SUCCESS,
            AUTHENTICATION,
            "start",
            "A subject signed in: a backend vouched for it and a session began. A repeat of that request is no second"
                    + " event.",
            Field.TENANT,
            Field.SESSION,
            Field.SUBJECT,
            Field.ACTOR),
    SESSION_RENEWED(
            NOTABLE,
            SUCCESS,
            SESSION,
            "info",
            "A session got new credentials, and its earlier ones are void. `event.reason` is the cause: `sign_in`,"
                    + " `privilege`, `password` or `mfa`.",
            Field.TENANT,
            Field.SESSION,
            Field.REASON,
            Field.ACTOR),
    SESSION_REFRESHED(
            ROUTINE,
            SUCCESS,
            SESSION,
            "info",
            "A refresh token was exchanged: it was current (`rotated`), or a retry or another tab (`repeated`).",
            Field.TENANT,
            Field.SESSION,
            Field.HOW),
    REFRESH_RECOVERED(
            NOTABLE,
            SUCCESS,
            SESSION,
            "info",
            "A spent refresh token was exchanged because the answer with its successor was lost: the successor was"
                    + " never presented, and it came from the same presenter within `refresh.recovery`.",
            Field.TENANT,
            Field.SESSION,
            Field.PRESENTED_BY),
    REFRESH_CAUGHT_UP(
            ALARMING,
            SUCCESS,
            SESSION,
            "info",
            "A refresh token was ahead of the store, which has lost rotations: it was restored, or failed over.",
            Field.TENANT,
            Field.SESSION,
            Field.PRESENTED_BY),
    REFRESH_REFUSED(
            ROUTINE,
            FAILURE,
            AUTHENTICATION,
            "info",
            "A refresh token was worth nothing: `malformed`, `unknown`, `ended`, `not_issued`, `other_client` or"
                    + " `renewed`. The client is not told which. Limited.",
            Field.TENANT,
            Field.SESSION,
            Field.REASON),
    REFRESH_REUSED(
            ALARMING,
            FAILURE,
            SESSION,
            "end",
            "A spent refresh token came back: two parties hold it, and the session was ended.",
            Field.TENANT,
            Field.SESSION,
            Field.ROTATED_BY,
            Field.PRESENTED_BY),
    REFRESH_REPLAYED(
            ALARMING,
            SUCCESS,
            SESSION,
            "info",
            "Within the grace, a refresh token came from elsewhere than its rotation did: another network, or somebody"
                    + " else. It was answered. Limited.",
            Field.TENANT,
            Field.SESSION,
            Field.ROTATED_BY,
            Field.PRESENTED_BY),
    SESSION_ENDED(
            ROUTINE,
            SUCCESS,
            SESSION,
            "end",
            "A session's row was closed. `event.reason` is the session's `end_reason`. What decided it is told by"
                    + " `revoked` or `refresh_reused`; ends by time have no other event. A session that a client's or"
                    + " a tenant's entry ended is told of when it is swept.",
            Field.TENANT,
            Field.SESSION,
            Field.REASON,
            Field.ACTOR),
    REVOKED(
            NOTABLE,
            SUCCESS,
            SESSION,
            "end",
            "Somebody took something back: a token, a session, or all of a subject, a client or a tenant."
                    + " `event.reason` is what they said about it.",
            Field.TENANT,
            Field.TARGET_TYPE,
            Field.TARGET,
            Field.REASON,
            Field.ACTOR),
    KEY_COMPROMISED(
            ALARMING,
            SUCCESS,
            CONFIGURATION,
            "change",
            "A signing key was declared compromised: nothing that it signed counts any more.",
            Field.TENANT,
            Field.TARGET,
            Field.REASON,
            Field.ACTOR),
    KEY_ROTATION_WANTED(
            NOTABLE,
            SUCCESS,
            CONFIGURATION,
            "change",
            "Somebody wants the announced signing key to sign as soon as the rules allow.",
            Field.TENANT,
            Field.TARGET,
            Field.ACTOR),
    KEY_ACTIVATED(
            NOTABLE, SUCCESS, CONFIGURATION, "change", "A signing key has begun to sign.", Field.TENANT, Field.TARGET),
    KEY_ALARM(
            ALARMING,
            FAILURE,
            CONFIGURATION,
            "info",
            "Somebody should look at a signing key before it becomes a danger. `event.reason` is `late`, `overdue` or"
                    + " `does_not_open`.",
            Field.TENANT,
            Field.TARGET,
            Field.REASON),
    CONFIRMATION_INCOMPLETE(
            ALARMING,
            FAILURE,
            NETWORK,
            "info",
            "Whoever revoked asked to wait, and when the wait was over some verifiers had neither confirmed nor run"
                    + " out of their own bound.",
            Field.TENANT,
            Field.SEQ,
            Field.VERIFIERS,
            Field.COUNT),

    REQUEST_REFUSED(
            ROUTINE,
            FAILURE,
            API,
            "denied",
            "A request was refused before it was looked at: no API key that counts (`unauthorized`), one without the"
                    + " right or the tenant (`forbidden`), cookies from another site (`cross_site`), or too many."
                    + " `event.reason` is the error's code. Limited.",
            Field.TENANT,
            Field.ROUTE,
            Field.REASON,
            Field.ACTOR),
    REFUSALS_SUPPRESSED(
            NOTABLE,
            FAILURE,
            API,
            "denied",
            "So many more of `ripcord.of_action` came in the last minute than the limit lets through.",
            Field.TENANT,
            Field.OF_ACTION,
            Field.REASON,
            Field.COUNT),

    POLICY_REPLACED(
            NOTABLE,
            SUCCESS,
            CONFIGURATION,
            "change",
            "A tenant's policy was replaced.",
            Field.TENANT,
            Field.POLICY_VERSION,
            Field.ACTOR),
    SUBJECT_STATED(
            NOTABLE,
            SUCCESS,
            IAM,
            "user",
            "A backend stated what a subject is: its roles, entitlements and attributes, and whether it is disabled.",
            Field.TENANT,
            Field.SUBJECT,
            Field.ACTOR),
    SUBJECT_DISABLED(
            NOTABLE,
            SUCCESS,
            IAM,
            "user",
            "By that statement a subject was disabled: its sessions ended, and it cannot sign in.",
            Field.TENANT,
            Field.SUBJECT,
            Field.ACTOR),
    SUBJECT_ENABLED(
            NOTABLE,
            SUCCESS,
            IAM,
            "user",
            "By that statement a subject that was disabled may sign in again.",
            Field.TENANT,
            Field.SUBJECT,
            Field.ACTOR),
    TENANT_CREATED(NOTABLE, SUCCESS, IAM, "creation", "A tenant was made.", Field.TENANT, Field.ACTOR),
    TENANT_SUSPENDED(
            NOTABLE,
            SUCCESS,
            IAM,
            "change",
            "A tenant was suspended: nothing of it can be used until it is resumed.",
            Field.TENANT,
            Field.ACTOR),
    TENANT_RESUMED(NOTABLE, SUCCESS, IAM, "change", "A suspended tenant may be used again.", Field.TENANT, Field.ACTOR),
    TENANT_CHANGED(
            NOTABLE, SUCCESS, IAM, "change", "A tenant's name or limits were changed.", Field.TENANT, Field.ACTOR),
    TENANT_DELETED(
            NOTABLE,
            SUCCESS,
            IAM,
            "deletion",
            "A tenant was deleted with everything.",
            Field.TENANT,
            Field.DELETED,
            Field.ACTOR),
    TENANT_EXPORTED(
            NOTABLE,
            SUCCESS,
            IAM,
            "info",
            "Everything that is kept of a tenant was handed out.",
            Field.TENANT,
            Field.ACTOR),
    SUBJECT_EXPORTED(
            NOTABLE,
            SUCCESS,
            IAM,
            "info",
            "Everything that is kept of a subject was handed out.",
            Field.TENANT,
            Field.SUBJECT,
            Field.ACTOR),
    SUBJECT_ERASED(
            NOTABLE,
            SUCCESS,
            IAM,
            "deletion",
            "What is kept of a subject no longer says whose it was. Events of before still do: erase them where you"
                    + " keep them.",
            Field.TENANT,
            Field.SUBJECT,
            Field.ACTOR),
    API_KEY_CREATED(NOTABLE, SUCCESS, IAM, "creation", "An API key was made.", Field.API_KEY, Field.ACTOR),
    API_KEY_DELETED(
            NOTABLE,
            SUCCESS,
            IAM,
            "deletion",
            "An API key was deleted, and streams that it had opened were cut.",
            Field.API_KEY,
            Field.ACTOR),

    VERIFIER_CONNECTED(
            NOTABLE,
            SUCCESS,
            NETWORK,
            "start",
            "A verifier opened its stream.",
            Field.TENANT,
            Field.VERIFIER,
            Field.SUBSCRIPTION,
            Field.API_KEY),
    VERIFIER_DISCONNECTED(
            NOTABLE,
            SUCCESS,
            NETWORK,
            "end",
            "A verifier's stream ended: it left, was told to come back, or its connection broke.",
            Field.TENANT,
            Field.VERIFIER,
            Field.SUBSCRIPTION),
    VERIFIER_SLOW(
            ALARMING,
            FAILURE,
            NETWORK,
            "end",
            "A verifier did not take what it was sent, and its stream was cut. It will come back and resume; until"
                    + " then its knowledge ages towards its bound.",
            Field.TENANT,
            Field.VERIFIER,
            Field.SUBSCRIPTION),
    VERIFIER_MISSING(
            ALARMING,
            FAILURE,
            NETWORK,
            "end",
            "A verifier's stream ended, nobody said that it leaves, and it has not come back under its name before its"
                    + " knowledge ran out: it now does what it declared for that case.",
            Field.TENANT,
            Field.VERIFIER,
            Field.SUBSCRIPTION),
    CLOCK_DIFFERS(
            ALARMING,
            FAILURE,
            PROCESS,
            "info",
            "This machine's clock and the database's are more than a second apart. `event.reason` is what follows:"
                    + " `corrected`, the server does not go by its own; `store_astray`, it does not go by the database's;"
                    + " `unfit`, its own is more than ten minutes off, and it is not ready.",
            Field.REASON,
            Field.STORE_AHEAD),
    CLOCK_AGREES(
            NOTABLE, SUCCESS, PROCESS, "info", "This machine's clock and the database's are less than a second apart."),
    REDIS_DEGRADED(
            ALARMING, FAILURE, NETWORK, "info", "Redis is away or faulty; all goes on without it.", Field.REASON),
    REDIS_RESTORED(NOTABLE, SUCCESS, NETWORK, "info", "Redis has been well for three seconds, and is used again."),
    COPY_REFUSED(
            ALARMING, FAILURE, NETWORK, "info", "A copy in Redis was forged or changed, and was not used. Limited."),
    EVENTS_DROPPED(
            ALARMING,
            FAILURE,
            PROCESS,
            "info",
            "Events came faster than they could be written, or could not be written at all, and so many are missing."
                    + " `event.sequence` has a gap where they were.",
            Field.COUNT);

    private final Weight weight;
    private final Outcome outcome;
    private final Category category;
    private final String type;
    private final String when;

    @SuppressWarnings("ImmutableEnumChecker") // List.of() makes one that nobody can change
    private final List<Field> fields;

    /// @param type `event.type`, one that the schema expects in that category
    Action(Weight weight, Outcome outcome, Category category, String type, String when, Field... fields) {
        this.weight = weight;
        this.outcome = outcome;
        this.category = category;
        this.type = type;
        this.when = when;
        this.fields = List.of(fields);
    }

    /// `event.action`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Weight weight() {
        return weight;
    }

    public Outcome outcome() {
        return outcome;
    }

    public Category category() {
        return category;
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
