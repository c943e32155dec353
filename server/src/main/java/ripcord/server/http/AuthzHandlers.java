package ripcord.server.http;

import java.util.LinkedHashMap;
import java.util.Optional;
import ripcord.server.http.Gate.Caller;
import ripcord.server.subject.Authorization;
import ripcord.server.subject.Subjects;

/// `/t/{tenant}/authz`: what authorization references stand for; and subjects' versions.
final class AuthzHandlers {
    private static final int MOST = 100;

    private final Subjects subjects;

    AuthzHandlers(Subjects subjects) {
        this.subjects = subjects;
    }

    /// `GET …/{ref}`
    Answer one(Call call, Caller caller) {
        call.query().finish();
        var found = subjects.authorization(call.tenant().id(), call.path("ref"))
                .orElseThrow(() -> Refusal.of(Code.NOT_FOUND).toException());
        return Answer.ok(json -> SubjectHandlers.write(json, found));
    }

    /// `POST`
    Answer many(Call call, Caller caller) {
        call.query().finish();
        var fields = call.json();
        var refs = fields.texts("refs", Text.LONG_ID, 1, MOST);
        fields.finish();
        var answers = new LinkedHashMap<String, Authorization>();
        for (var ref : refs) {
            find(call, ref).ifPresent(found -> answers.put(ref, found));
        }
        return Answer.ok(json -> Json.object(
                json,
                "answers",
                members -> answers.forEach(
                        (ref, found) -> Json.object(members, ref, each -> SubjectHandlers.write(each, found)))));
    }

    /// `GET /t/{tenant}/subjects/{subject}/version`
    Answer version(Call call, Caller caller) {
        call.query().finish();
        var found = subjects.version(call.tenant().id(), SubjectHandlers.subject(call))
                .orElseThrow(() -> Refusal.of(Code.NOT_FOUND).toException());
        return Answer.ok(json -> {
            json.writeNumberProperty("version", found.since());
            json.writeNumberProperty("as_of", found.asOf());
        });
    }

    private Optional<Authorization> find(Call call, String ref) {
        return subjects.authorization(call.tenant().id(), ref);
    }
}
