package ripcord.server.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.http.Gate.Caller;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.CredentialKind;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.SessionEvent;
import ripcord.server.session.SessionHistory;
import ripcord.server.session.SessionId;
import ripcord.server.session.SessionList;
import ripcord.server.session.Sessions;
import tools.jackson.core.JsonGenerator;

/// `/admin/v1/tenants/{tenant}/sessions`, but for signing in and renewing.
final class SessionHandlers {
    private final Sessions sessions;
    private final Waiting waiting;
    private final Events events;

    SessionHandlers(Sessions sessions, Waiting waiting, Events events) {
        this.sessions = sessions;
        this.waiting = waiting;
        this.events = events;
    }

    /// `GET …/sessions`
    Answer list(Call call, Caller caller) {
        var query = call.query();
        var subject = query.optionalText("subject", Text.SUBJECT);
        var clientId = query.optionalText("client_id", Text.CLIENT_ID);
        var state = query.optional("state", "alive or ended", SessionHandlers::state)
                .orElse(SessionList.State.ANY);
        var page = PageQuery.of(query);
        query.finish();
        var filter = new SessionList.Filter(call.tenant().id(), subject, clientId, state);
        var cursor = page.cursor()
                .map(text -> SessionList.Cursor.parse(text).orElseThrow(PageQuery::unknownCursor))
                .orElse(null);
        return PageQuery.answer(sessions.list(filter, cursor, page.limit()), SessionJson::write);
    }

    private static Optional<SessionList.State> state(String word) {
        return switch (word) {
            case "alive" -> Optional.of(SessionList.State.ALIVE);
            case "ended" -> Optional.of(SessionList.State.ENDED);
            default -> Optional.empty();
        };
    }

    /// `GET …/sessions/{id}`
    Answer get(Call call, Caller caller) {
        call.query().finish();
        var found = sessions.describe(call.tenant().id(), call.path("id", SessionId::parse))
                .orElseThrow(() -> Refusal.of(Code.NOT_FOUND).toException());
        return Answer.ok(json -> write(json, found));
    }

    static void write(JsonGenerator json, SessionHistory found) {
        var stored = found.stored();
        Json.object(json, "session", members -> SessionJson.write(members, stored.session()));
        Json.texts(
                json,
                "credentials",
                stored.credentials().stream()
                        .sorted()
                        .map(CredentialKind::wireName)
                        .toList());
        json.writeBooleanProperty("persistent", stored.session().persistent());
        Json.objects(json, "history", found.lines(), SessionHandlers::write);
    }

    private static void write(JsonGenerator json, SessionHistory.Line line) {
        Json.time(json, "at", line.at());
        json.writeStringProperty("event", line.event().wireName());
        var seq = line.seq();
        if (seq != null) {
            json.writeNumberProperty("seq", seq);
        }
        if (line.event() == SessionEvent.RENEWED) {
            Json.optional(json, "cause", line.about());
        } else {
            Json.optional(json, "reason", line.about());
        }
        json.writeStringProperty("actor", line.actor());
        Json.optional(json, "detail", line.detail());
        Json.optional(json, "ip", line.where().ip());
        Json.optional(json, "user_agent", line.where().userAgent());
    }

    /// `DELETE …/sessions/{id}`
    Answer end(Call call, Caller caller) {
        var id = call.path("id", SessionId::parse);
        var query = call.query();
        var reason = query.optionalText("reason", Text.REASON);
        var wait = waiting.of(call, query, TargetType.SESSION);
        query.finish();
        var ended = sessions.end(call.tenant().id(), id, Cause.of(EndReason.ADMIN, caller.actor(), reason))
                .orElseThrow(() -> Refusal.of(Code.NOT_FOUND).toException());
        publish(call, caller, "session", id.text(), reason);
        return waiting.answer(call, ended, wait);
    }

    /// `DELETE …/subjects/{subject}/sessions`
    Answer endSubject(Call call, Caller caller) {
        var subject = SubjectHandlers.subject(call);
        var query = call.query();
        var except = query.optional("except", Text.LONG_ID.expected(), SessionId::parse);
        var reason = query.optionalText("reason", Text.REASON);
        var wait = waiting.of(call, query, TargetType.SUBJECT);
        query.finish();
        var why = except.isPresent() ? EndReason.OTHERS : EndReason.SUBJECT;
        var cause = Cause.of(why, caller.actor(), reason);
        var ended = sessions.endSubject(call.tenant().id(), subject, except.orElse(null), cause);
        publish(call, caller, "subject", subject, reason);
        return waiting.answer(call, ended, wait);
    }

    private void publish(Call call, Caller caller, String type, String target, @Nullable String reason) {
        events.publish(Event.revoked(
                call.tenant().id().value(),
                type,
                target,
                reason == null ? "" : reason,
                caller.actor().toString()));
    }
}
