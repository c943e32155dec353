package ripcord.server.http;

import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.database.Page;
import ripcord.server.http.Gate.Caller;
import ripcord.server.policy.Policies;
import ripcord.server.policy.Policy;
import ripcord.server.policy.PolicyDocument;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;
import ripcord.server.token.Issuers;
import tools.jackson.core.JsonGenerator;

/// `/admin/v1/tenants`
final class TenantHandlers {
    private static final String ID = "1 to 63 lower-case letters, digits and inner hyphens";

    private final Tenants tenants;
    private final Policies policies;
    private final Issuers issuers;
    private final Events events;

    TenantHandlers(Tenants tenants, Policies policies, Issuers issuers, Events events) {
        this.tenants = tenants;
        this.policies = policies;
        this.issuers = issuers;
        this.events = events;
    }

    /// `POST /admin/v1/tenants`
    Answer create(Call call, Caller caller) {
        call.query().finish();
        var fields = call.json();
        var id = fields.required("id", ID, TenantId::parse, TenantId.DEFAULT);
        var name = fields.optionalText("name", Text.NAME);
        var policy = policy(fields);
        fields.finish();
        if (!caller.key().scope().includes(id)) {
            throw Refusal.of(Code.FORBIDDEN).toException();
        }
        var made = tenants.create(
                        id,
                        name == null ? id.value() : name,
                        tx -> policies.first(tx, id, policy, caller.actor().toString()))
                .orElseThrow(() -> Refusal.of(Code.TENANT_EXISTS).toException());
        events.publish(Event.tenantCreated(id.value(), caller.actor().toString()));
        return Answer.created(json -> write(json, made));
    }

    private static Policy policy(Fields fields) {
        var document = fields.raw("policy");
        if (document == null) {
            return Policy.DEFAULT;
        }
        return switch (PolicyDocument.read(document)) {
            case PolicyDocument.Reading.Valid(var policy) -> policy;
            case PolicyDocument.Reading.Faulty(var faults) -> {
                fields.faults().add("policy.", faults);
                yield Policy.DEFAULT;
            }
        };
    }

    /// `GET /admin/v1/tenants`
    Answer list(Call call, Caller caller) {
        var query = call.query();
        var page = PageQuery.of(query);
        query.finish();
        return PageQuery.answer(mine(caller, page), this::write);
    }

    /// Those that the key is for.
    private Page<Tenant> mine(Caller caller, PageQuery page) {
        var scope = caller.key().scope();
        return tenants.list(tenant -> scope.includes(tenant.id()), page.cursor().orElse(""), page.limit());
    }

    /// `GET /admin/v1/tenants/{tenant}`
    Answer get(Call call, Caller caller) {
        call.query().finish();
        return Answer.ok(json -> write(json, call.tenant()));
    }

    private void write(JsonGenerator json, Tenant tenant) {
        json.writeStringProperty("id", tenant.id().value());
        json.writeStringProperty("name", tenant.name());
        json.writeStringProperty("issuer", issuers.of(tenant.id()));
        Json.time(json, "created_at", tenant.createdAt());
    }
}
