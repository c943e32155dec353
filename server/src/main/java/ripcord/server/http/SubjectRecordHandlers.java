package ripcord.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.database.Page;
import ripcord.server.http.Gate.Caller;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.SessionList;
import ripcord.server.session.Sessions;
import ripcord.server.subject.Subject;
import ripcord.server.subject.Subjects;
import ripcord.server.tenancy.Erasures;
import tools.jackson.core.JsonGenerator;

/// What is kept of subjects: listed, handed out, erased.
final class SubjectRecordHandlers {
    private final Subjects subjects;
    private final Sessions sessions;
    private final Erasures erasures;
    private final Waiting waiting;
    private final Events events;

    SubjectRecordHandlers(Subjects subjects, Sessions sessions, Erasures erasures, Waiting waiting, Events events) {
        this.subjects = subjects;
        this.sessions = sessions;
        this.erasures = erasures;
        this.waiting = waiting;
        this.events = events;
    }

    /// `GET …/subjects`
    Answer list(Call call, Caller caller) {
        var query = call.query();
        var page = PageQuery.of(query);
        query.finish();
        var after = page.cursor()
                .map(text -> decoded(text).orElseThrow(PageQuery::unknownCursor))
                .orElse("");
        var found = subjects.list(call.tenant().id(), after, page.limit());
        return PageQuery.answer(
                new Page<>(found.items(), found.next().map(SubjectRecordHandlers::encoded)), SubjectHandlers::write);
    }

    /// A subject may hold what a cursor may not.
    private static String encoded(String subject) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(subject.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> decoded(String cursor) {
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// `GET …/subjects/{subject}/export`
    Answer export(Call call, Caller caller) {
        call.query().finish();
        var subject = find(call);
        events.publish(Event.subjectExported(
                subject.tenant().value(), subject.subject(), caller.actor().toString()));
        return Answer.ok(json -> {
            Json.object(json, "subject", members -> SubjectHandlers.write(members, subject));
            json.writeArrayPropertyStart("sessions");
            each(subject, json);
            json.writeEndArray();
        });
    }

    private Subject find(Call call) {
        return subjects.get(call.tenant().id(), SubjectHandlers.subject(call))
                .orElseThrow(() -> Refusal.of(Code.NOT_FOUND).toException());
    }

    private void each(Subject subject, JsonGenerator json) {
        var filter = new SessionList.Filter(subject.tenant(), subject.subject(), null, SessionList.State.ANY);
        sessions.each(filter, found -> {
            json.writeStartObject();
            SessionHandlers.write(json, found);
            json.writeEndObject();
        });
    }

    /// `DELETE …/subjects/{subject}`
    Answer erase(Call call, Caller caller) {
        var subject = SubjectHandlers.subject(call);
        var query = call.query();
        var wait = waiting.of(call, query, TargetType.SUBJECT);
        query.finish();
        var tenant = call.tenant().id();
        var erased = erasures.erase(tenant, subject, caller.actor())
                .orElseThrow(() -> Refusal.of(Code.NOT_FOUND).toException());
        events.publish(
                Event.subjectErased(tenant.value(), subject, caller.actor().toString()));
        return waiting.answer(
                call,
                erased.ended(),
                wait,
                json -> Json.object(
                        json, "erased", members -> members.writeNumberProperty("sessions", erased.sessions())));
    }
}
