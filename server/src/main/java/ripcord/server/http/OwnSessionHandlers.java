package ripcord.server.http;

import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.http.Gate.SignedIn;
import ripcord.server.policy.Policies;
import ripcord.server.session.CredentialKind;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.Lookup;
import ripcord.server.session.SessionId;
import ripcord.server.session.SessionList;
import ripcord.server.session.Sessions;

/// `/t/{tenant}/auth/…` for who sends a session cookie: the page's own session, and the subject's others.
final class OwnSessionHandlers {
    private static final int MOST = 200;

    private final Sessions sessions;
    private final Policies policies;
    private final Grants grants;
    private final Events events;

    OwnSessionHandlers(Sessions sessions, Policies policies, Grants grants, Events events) {
        this.sessions = sessions;
        this.policies = policies;
        this.grants = grants;
        this.events = events;
    }

    /// `GET …/session`
    Answer current(Call call, SignedIn signedIn) {
        call.query().finish();
        var session = signedIn.stored().session();
        return Answer.ok(json -> Json.object(json, "session", members -> SessionJson.writeOwn(members, session, true)));
    }

    /// `GET …/sessions`
    Answer list(Call call, SignedIn signedIn) {
        call.query().finish();
        var own = signedIn.stored().session();
        var filter = new SessionList.Filter(own.tenant(), own.subject(), null, SessionList.State.ALIVE);
        var all = sessions.list(filter, null, MOST);
        return Answer.ok(json -> Json.objects(
                json,
                "items",
                all.items(),
                (each, session) ->
                        SessionJson.writeOwn(each, session, session.id().equals(own.id()))));
    }

    /// `DELETE …/sessions/{id}`
    Answer end(Call call, SignedIn signedIn) {
        call.query().finish();
        var own = signedIn.stored().session();
        var id = call.path("id", SessionId::parse);
        if (!isOf(own.subject(), sessions.find(own.tenant(), id))) {
            throw Refusal.of(Code.NOT_FOUND).toException();
        }
        sessions.end(own.tenant(), id, Cause.of(EndReason.LOGOUT, signedIn.actor(), null));
        events.publish(Event.revoked(
                own.tenant().value(),
                "session",
                id.text(),
                EndReason.LOGOUT.wireName(),
                signedIn.actor().toString()));
        var answer = Answer.empty(204);
        if (id.equals(own.id())) {
            var cookie = new SetCookie(
                    own.tenant(), policies.of(own.tenant()).policy().cookie());
            cookie.clear(signedIn.cookies()).forEach(answer::cookie);
        }
        return answer;
    }

    private static boolean isOf(String subject, Lookup found) {
        return found instanceof Lookup.Alive(var stored, long _)
                && stored.session().subject().equals(subject);
    }

    /// `POST …/token`
    Answer token(Call call, SignedIn signedIn) {
        call.query().finish();
        if (call.hasBody()) {
            call.json().finish();
        }
        var stored = signedIn.stored();
        if (!stored.has(CredentialKind.ACCESS_TOKEN)) {
            throw Refusal.of(Code.NOT_FOUND).toException();
        }
        var token = grants.access(stored, signedIn.asOf());
        return Answer.ok(json -> {
            json.writeStringProperty("token_type", "Bearer");
            Grants.write(json, token);
        });
    }
}
