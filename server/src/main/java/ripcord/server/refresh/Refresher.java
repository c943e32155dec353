package ripcord.server.refresh;

import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Database;
import ripcord.server.database.Swap;
import ripcord.server.database.Transaction;
import ripcord.server.policy.Policies;
import ripcord.server.policy.Policy.RefreshPolicy;
import ripcord.server.refresh.Refresh.Answer;
import ripcord.server.refresh.Refresh.Granted;
import ripcord.server.refresh.Refresh.How;
import ripcord.server.refresh.Refresh.Refused;
import ripcord.server.refresh.Refresh.Why;
import ripcord.server.refresh.RotationDecision.Move;
import ripcord.server.refresh.RotationDecision.Presented;
import ripcord.server.refresh.RotationDecision.Repeat;
import ripcord.server.refresh.RotationDecision.Reused;
import ripcord.server.refresh.RotationDecision.Superseded;
import ripcord.server.session.CredentialKind;
import ripcord.server.session.Device;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.Lookup.Alive;
import ripcord.server.session.Lookup.Over;
import ripcord.server.session.Lookup.Suspended;
import ripcord.server.session.Lookup.Unknown;
import ripcord.server.session.Presenter;
import ripcord.server.session.RefreshState;
import ripcord.server.session.SessionEvent;
import ripcord.server.session.SessionHistory.Line;
import ripcord.server.session.SessionId;
import ripcord.server.session.SessionSecret;
import ripcord.server.session.SessionStore;
import ripcord.server.session.Sessions;
import ripcord.server.session.StoredSession;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;

/// Exchanges refresh tokens, and ends the session when two parties hold the same one. Thread-safe.
public final class Refresher {
    private static final int LONGEST_USER_AGENT = 60;

    private final Database database;
    private final Sessions sessions;
    private final SessionStore store;
    private final Endings endings;
    private final Policies policies;

    /// Exchanges tokens of `sessions`.
    public Refresher(Database database, Sessions sessions, SessionStore store, Endings endings, Policies policies) {
        this.database = database;
        this.sessions = sessions;
        this.store = store;
        this.endings = endings;
        this.policies = policies;
    }

    /// A refresh token whose outer tag is right.
    ///
    /// @param authentic whether its inner tag is, too
    public record Opened(SessionId session, int generation, Predicate<SessionSecret> authentic) {}

    /// Exchanges a token.
    ///
    /// @param opened   empty if its outer tag was wrong
    /// @param clientId whose it must be; null if the way it came does not say
    public Refresh refresh(Tenant tenant, Optional<Opened> opened, @Nullable String clientId, Presenter presenter) {
        if (opened.isEmpty()) {
            return refused(Why.MALFORMED);
        }
        var token = opened.get();
        return switch (sessions.find(tenant.id(), token.session)) {
            case Unknown _ -> refused(Why.UNKNOWN);
            case Over _ -> refused(Why.ENDED);
            case Suspended _ -> refused(Why.TENANT_SUSPENDED);
            case Alive(var stored, var _) -> {
                var fault = fault(stored, token, clientId);
                yield fault != null ? refused(fault) : exchange(tenant.id(), token, presenter);
            }
        };
    }

    private static @Nullable Why fault(StoredSession stored, Opened token, @Nullable String clientId) {
        if (!token.authentic.test(stored.secret())) {
            return Why.MALFORMED;
        }
        if (!stored.has(CredentialKind.REFRESH_TOKEN)) {
            return Why.NOT_ISSUED;
        }
        return clientId != null && !clientId.equals(stored.session().clientId()) ? Why.OTHER_CLIENT : null;
    }

    private static Refused refused(Why why) {
        var answer = switch (why) {
            case RENEWED -> Answer.SUPERSEDED;
            case TENANT_SUSPENDED -> Answer.TENANT_SUSPENDED;
            case MALFORMED, UNKNOWN, ENDED, NOT_ISSUED, OTHER_CLIENT, REUSED -> Answer.SIGNED_OUT;
        };
        return new Refused(answer, why);
    }

    private Refresh exchange(TenantId tenant, Opened token, Presenter presenter) {
        var policy = policies.of(tenant).policy().refresh();
        return database.write(
                now -> shortcut(tenant, new Presented(token.generation, presenter, now), token, policy), tx -> {
                    var presented = new Presented(token.generation, presenter, tx.instant());
                    return switch (store.current(tx, tenant, token.session)) {
                        case Unknown _ -> refused(Why.UNKNOWN);
                        case Over _ -> refused(Why.ENDED);
                        case Suspended _ -> refused(Why.TENANT_SUSPENDED);
                        case Alive alive -> decide(tx, alive, presented, policy);
                    };
                });
    }

    /// Most tokens are the current one of a session that this node knows: decided by its copy, and by the row only
    /// whether that was right.
    private Optional<Swap<Refresh>> shortcut(TenantId tenant, Presented presented, Opened token, RefreshPolicy policy) {
        return sessions.remembered(tenant, token.session, presented.at())
                .filter(alive -> token.generation == alive.stored().refresh().newest())
                .flatMap(alive -> RotationDecision.decide(alive.stored().refresh(), presented, policy)
                                instanceof Move move
                        ? Optional.of(store.rotation(
                                alive.stored(), move.next(), presented.at(), tx -> moved(tx, alive, move, presented)))
                        : Optional.empty());
    }

    private Refresh decide(Transaction tx, Alive alive, Presented presented, RefreshPolicy policy) {
        var stored = alive.stored();
        return switch (RotationDecision.decide(stored.refresh(), presented, policy)) {
            case Repeat _ -> new Granted(stored, alive.asOf(), How.REPEATED);
            case Superseded _ -> refused(Why.RENEWED);
            case Move move -> move(tx, alive, move, presented);
            case Reused _ -> {
                // RFC 9700 section 4.14.2: nobody can tell thief from owner, so both lose the session.
                var session = stored.session();
                var cause = new Cause(
                        EndReason.REUSE, Actor.SYSTEM, described(stored.refresh(), presented), seen(presented));
                endings.session(tx, session.tenant(), session.id(), cause);
                yield new Refused(
                        Answer.SIGNED_OUT, Why.REUSED, stored.refresh().rotatedBy());
            }
        };
    }

    private Refresh move(Transaction tx, Alive alive, Move move, Presented presented) {
        var stored = alive.stored();
        if (!store.rotate(tx, stored, move.next())) {
            throw new IllegalStateException("session " + stored.session().id() + " moved under the writer");
        }
        if (move.how() == How.RECOVERED || move.how() == How.CAUGHT_UP) {
            var event = move.how() == How.RECOVERED ? SessionEvent.REFRESH_RECOVERED : SessionEvent.REFRESH_CAUGHT_UP;
            var line = new Line(
                    presented.at(),
                    event,
                    null,
                    null,
                    Actor.SYSTEM.toString(),
                    described(stored.refresh(), presented),
                    seen(presented));
            store.remember(tx, stored.session().tenant(), stored.session().id(), line);
        }
        return moved(tx, alive, move, presented);
    }

    private Refresh moved(Transaction tx, Alive alive, Move move, Presented presented) {
        var moved = alive.stored().rotated(move.next(), presented.at());
        sessions.remember(tx, moved, alive.asOf());
        return new Granted(moved, alive.asOf(), move.how());
    }

    /// What was known before: which generations, and who made the last rotation.
    private static String described(RefreshState state, Presented presented) {
        return "generation=%d newest=%d rotated_at=%s rotated_from=%s rotated_by=\"%s\""
                .formatted(
                        presented.generation(),
                        state.newest(),
                        state.rotatedAt(),
                        state.rotatedBy().addressPrefix(),
                        shortened(state.rotatedBy().userAgent()));
    }

    /// A detail has at most 200 characters.
    private static String shortened(String userAgent) {
        return userAgent.length() <= LONGEST_USER_AGENT ? userAgent : userAgent.substring(0, LONGEST_USER_AGENT);
    }

    private static Device seen(Presented presented) {
        var presenter = presented.presenter();
        return new Device(null, orNull(presenter.addressPrefix()), orNull(presenter.userAgent()));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
