package ripcord.server.http;

import java.util.Optional;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.http.Gate.Presented;
import ripcord.server.policy.Policies;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.Session;
import ripcord.server.session.Sessions;
import ripcord.server.session.StoredSession;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.Tenant;
import ripcord.server.token.OpaqueKind;
import ripcord.server.token.OpaqueTokens;

/// `POST /t/{tenant}/auth/logout`: ends the session of whatever was presented, and says nothing about what that was.
final class LogoutHandler {
    private final OpaqueTokens opaque;
    private final Sessions sessions;
    private final Policies policies;
    private final Events events;

    LogoutHandler(OpaqueTokens opaque, Sessions sessions, Policies policies, Events events) {
        this.opaque = opaque;
        this.sessions = sessions;
        this.policies = policies;
        this.events = events;
    }

    Answer handle(Call call, Presented presented) {
        call.query().finish();
        var cookies = presented.cookies();
        var session = Optional.ofNullable(cookies.session());
        boolean ended = end(call.tenant(), OpaqueKind.SESSION, session);
        // Of the same session as a rule, and then over by now; but nobody keeps what was signed out of.
        var refresh = presented.inBody().or(() -> Optional.ofNullable(cookies.refresh()));
        ended |= end(call.tenant(), OpaqueKind.REFRESH, refresh);
        if (!ended && (isOurs(call, OpaqueKind.SESSION, session) || isOurs(call, OpaqueKind.REFRESH, refresh))) {
            // Somebody else may have signed it out a moment ago, and not be told yet.
            sessions.acknowledge();
        }
        var answer = Answer.empty(204);
        var cookie = new SetCookie(
                call.tenant().id(), policies.of(call.tenant().id()).policy().cookie());
        cookie.clear(cookies).forEach(answer::cookie);
        return answer;
    }

    private boolean isOurs(Call call, OpaqueKind kind, Optional<String> text) {
        return text.flatMap(sent -> opaque.open(call.tenant(), kind, sent)).isPresent();
    }

    private boolean end(Tenant tenant, OpaqueKind kind, Optional<String> text) {
        var living = session(tenant, kind, text);
        living.ifPresent(this::end);
        return living.isPresent();
    }

    /// The session of an authentic token, whichever of its generations it is: who holds an old one may sign out, too.
    private Optional<Session> session(Tenant tenant, OpaqueKind kind, Optional<String> text) {
        return text.flatMap(sent -> opaque.open(tenant, kind, sent))
                .flatMap(token -> sessions.living(tenant.id(), token.session())
                        .filter(stored -> token.authentic(stored.secret()))
                        .map(StoredSession::session));
    }

    private void end(Session session) {
        var actor = Actor.subject(session.subject());
        sessions.end(session.tenant(), session.id(), Cause.of(EndReason.LOGOUT, actor, null));
        events.publish(Event.revoked(
                session.tenant().value(),
                "session",
                session.id().text(),
                EndReason.LOGOUT.wireName(),
                actor.toString()));
    }
}
