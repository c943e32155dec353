package ripcord.server.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.http.Gate.Caller;
import ripcord.server.subject.Authorization;
import ripcord.server.subject.Subject;
import ripcord.server.subject.SubjectChange;
import ripcord.server.subject.Subjects;
import tools.jackson.core.JsonGenerator;

/// `/admin/v1/tenants/{tenant}/subjects/{subject}`
final class SubjectHandlers {
    private static final int MOST = 100;

    private final Subjects subjects;
    private final Events events;

    SubjectHandlers(Subjects subjects, Events events) {
        this.subjects = subjects;
        this.events = events;
    }

    /// The subject that the path names.
    static String subject(Call call) {
        var subject = call.path("subject");
        if (!Text.SUBJECT.takes(subject)) {
            throw Refusal.invalid("subject", Text.SUBJECT.expected()).toException();
        }
        return subject;
    }

    /// `GET`
    Answer get(Call call, Caller caller) {
        call.query().finish();
        var found = find(call, subject(call))
                .orElseThrow(() -> Refusal.of(Code.NOT_FOUND).toException());
        return Answer.ok(json -> write(json, found));
    }

    private Optional<Subject> find(Call call, String subject) {
        return subjects.get(call.tenant().id(), subject);
    }

    /// `PUT`
    Answer put(Call call, Caller caller) {
        call.query().finish();
        var subject = subject(call);
        var fields = call.json();
        var change = new SubjectChange(
                fields.bool("disabled"),
                fields.texts("roles", Text.ROLE, 0, MOST),
                fields.texts("entitlements", Text.ROLE, 0, MOST),
                attributes(fields));
        fields.finish();
        var stated = subjects.put(call.tenant(), subject, change, caller.actor())
                .orElseThrow(() -> Refusal.quota("subjects").toException());
        tell(call.tenant().id().value(), change.disabled(), stated.switched(), new Who(subject, caller));
        var now =
                find(call, subject).orElseThrow(() -> new IllegalStateException("a subject that was put is not there"));
        return Answer.ok(json -> {
            write(json, now);
            json.writeNumberProperty("seq", stated.seq());
        });
    }

    private record Who(String subject, Caller caller) {}

    private void tell(String tenant, boolean disabled, boolean switched, Who who) {
        var actor = who.caller.actor().toString();
        events.publish(Event.subjectStated(tenant, who.subject, actor));
        if (switched) {
            events.publish(
                    disabled
                            ? Event.subjectDisabled(tenant, who.subject, actor)
                            : Event.subjectEnabled(tenant, who.subject, actor));
        }
    }

    private static Map<String, Object> attributes(Fields fields) {
        var values = new LinkedHashMap<String, Object>();
        Attributes.read(fields, "attributes", values);
        return values;
    }

    static void write(JsonGenerator json, Subject subject) {
        json.writeStringProperty("tenant", subject.tenant().value());
        json.writeStringProperty("subject", subject.subject());
        json.writeBooleanProperty("disabled", subject.disabled());
        json.writeStringProperty("authz_ref", subject.authzRef());
        write(json, subject.authorization());
    }

    /// The members of an authorization.
    static void write(JsonGenerator json, Authorization authorization) {
        Json.texts(json, "roles", authorization.roles());
        Json.texts(json, "entitlements", authorization.entitlements());
        Json.values(json, "attributes", authorization.attributes());
        json.writeNumberProperty("as_of", authorization.asOf());
    }
}
