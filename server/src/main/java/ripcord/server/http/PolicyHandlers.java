package ripcord.server.http;

import io.helidon.http.HeaderNames;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.http.Gate.Caller;
import ripcord.server.policy.Policies;
import ripcord.server.policy.Policy;
import ripcord.server.policy.PolicyDiff;
import ripcord.server.policy.PolicyDocument;
import ripcord.server.policy.PolicyWarning;
import ripcord.server.policy.Versioned;
import ripcord.server.tenant.TenantId;
import tools.jackson.core.JsonGenerator;

/// `/admin/v1/tenants/{tenant}/policy`
final class PolicyHandlers {
    private final Policies policies;
    private final Events events;

    PolicyHandlers(Policies policies, Events events) {
        this.policies = policies;
        this.events = events;
    }

    /// `GET`
    Answer get(Call call, Caller caller) {
        call.query().finish();
        return answer(policies.of(call.tenant().id()));
    }

    /// `PUT`
    Answer replace(Call call, Caller caller) {
        call.query().finish();
        var policy = read(call);
        var tenant = call.tenant().id();
        var replaced = ifMatch(call).isEmpty()
                ? policies.replace(tenant, null, policy, caller.actor().toString())
                : replaceIf(tenant, ifMatch(call), policy, caller);
        var now =
                replaced.orElseThrow(() -> Refusal.of(Code.PRECONDITION_FAILED).toException());
        events.publish(Event.policyReplaced(
                tenant.value(), now.version(), caller.actor().toString()));
        return answer(now);
    }

    /// `GET …/history`
    Answer history(Call call, Caller caller) {
        var query = call.query();
        var page = PageQuery.of(query);
        query.finish();
        long before = page.cursor().map(PolicyHandlers::cursor).orElse(Long.MAX_VALUE);
        return PageQuery.answer(policies.history(call.tenant().id(), before, page.limit()), PolicyHandlers::write);
    }

    private static long cursor(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw PageQuery.unknownCursor();
        }
    }

    static void write(JsonGenerator json, Policies.Stated stated) {
        var versioned = stated.versioned();
        json.writeNumberProperty("version", versioned.version());
        Json.time(json, "at", versioned.changedAt());
        json.writeStringProperty("actor", versioned.actor());
        changes(json, stated.changes());
        json.writePOJOProperty("policy", PolicyDocument.write(versioned.policy()));
    }

    private static void changes(JsonGenerator json, List<PolicyDiff.Change> changes) {
        Json.objects(json, "changes", changes, (member, change) -> {
            member.writeStringProperty("field", change.field());
            member.writePOJOProperty("from", change.from());
            member.writePOJOProperty("to", change.to());
        });
    }

    /// `POST …/check`: what a `PUT` of the same would say and change; nothing is done.
    Answer check(Call call, Caller caller) {
        call.query().finish();
        var now = policies.of(call.tenant().id()).policy();
        return switch (PolicyDocument.read(Body.object(call.body()))) {
            case PolicyDocument.Reading.Valid(var policy) -> checked(now, policy);
            case PolicyDocument.Reading.Faulty(var faults) ->
                Answer.ok(json -> {
                    json.writeBooleanProperty("valid", false);
                    Json.objects(json, "errors", faults, (member, fault) -> {
                        member.writeStringProperty("field", fault.field());
                        member.writeStringProperty("expected", fault.expected());
                    });
                    changes(json, List.of());
                    warnings(json, List.of());
                });
        };
    }

    private static Answer checked(Policy now, Policy wanted) {
        return Answer.ok(json -> {
            json.writeBooleanProperty("valid", true);
            Json.objects(json, "errors", List.<String>of(), (_, _) -> {});
            changes(json, PolicyDiff.between(now, wanted));
            warnings(json, PolicyWarning.of(wanted));
        });
    }

    private static void warnings(JsonGenerator json, List<PolicyWarning> warnings) {
        Json.objects(json, "warnings", warnings, (member, warning) -> {
            member.writeStringProperty("field", warning.field());
            member.writeStringProperty("warning", warning.warning());
        });
    }

    private Optional<Versioned> replaceIf(TenantId tenant, List<String> tags, Policy policy, Caller caller) {
        var version = version(tags);
        return version == null
                ? Optional.empty()
                : policies.replace(tenant, version, policy, caller.actor().toString());
    }

    private static Policy read(Call call) {
        return switch (PolicyDocument.read(Body.object(call.body()))) {
            case PolicyDocument.Reading.Valid(var policy) -> policy;
            case PolicyDocument.Reading.Faulty(var faults) -> {
                var all = new Faults();
                all.add("", faults);
                all.refuse();
                throw new IllegalStateException("a faulty policy without a fault");
            }
        };
    }

    /// Empty if any version will do.
    private static List<String> ifMatch(Call call) {
        var tags = call.headers(HeaderNames.IF_MATCH);
        return tags.equals(List.of("*")) ? List.of() : tags;
    }

    /// Null if no version of ours has such a tag.
    private static @Nullable Long version(List<String> tags) {
        var tag = tags.size() == 1 ? tags.getFirst() : "";
        if (tag.length() < 4 || tag.length() > 22 || !tag.startsWith("\"v") || !tag.endsWith("\"")) {
            return null;
        }
        try {
            return Long.valueOf(tag.substring(2, tag.length() - 1));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Answer answer(Versioned versioned) {
        return Answer.json(200, Json.STRICT.writeValueAsBytes(PolicyDocument.write(versioned.policy())))
                .with(HeaderNames.ETAG, "\"v" + versioned.version() + "\"");
    }
}
