package ripcord.server.http;

import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.database.Page;
import ripcord.server.http.Gate.Caller;
import ripcord.server.policy.Policies;
import ripcord.server.policy.Policy;
import ripcord.server.policy.PolicyDocument;
import ripcord.server.revocation.TargetType;
import ripcord.server.tenancy.Removals;
import ripcord.server.tenancy.TenantChange;
import ripcord.server.tenancy.TenantChanges;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;
import ripcord.server.token.Issuers;
import tools.jackson.core.JsonGenerator;

/// `/admin/v1/tenants`
final class TenantHandlers {
    private static final String ID = "1 to 63 lower-case letters, digits and inner hyphens";

    private final Tenants tenants;
    private final TenantChanges changes;
    private final Removals removals;
    private final Policies policies;
    private final Issuers issuers;
    private final Waiting waiting;
    private final Events events;

    /// What tenants are made of.
    record Parts(Tenants tenants, TenantChanges changes, Removals removals, Policies policies, Issuers issuers) {}

    TenantHandlers(Parts parts, Waiting waiting, Events events) {
        this.tenants = parts.tenants;
        this.changes = parts.changes;
        this.removals = parts.removals;
        this.policies = parts.policies;
        this.issuers = parts.issuers;
        this.waiting = waiting;
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
                .orElseThrow(() -> Refusal.of(removals.isDeleted(id) ? Code.TENANT_ID_USED : Code.TENANT_EXISTS)
                        .toException());
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

    /// `PATCH /admin/v1/tenants/{tenant}`
    Answer change(Call call, Caller caller) {
        var query = call.query();
        var wait = waiting.of(call, query, TargetType.TENANT);
        query.finish();
        var fields = call.json();
        var change = new TenantChange(
                fields.optionalText("name", Text.NAME),
                fields.has("suspended") ? fields.bool("suspended") : null,
                TenantLimits.read(fields));
        fields.finish();
        var changed = changes.change(call.tenant().id(), change)
                .orElseThrow(() -> Refusal.of(Code.NOT_FOUND).toException());
        publish(call.tenant(), changed.tenant(), caller);
        var stated = changed.stated();
        return stated == null
                ? Answer.ok(json -> write(json, changed.tenant()))
                : waiting.answer(call, stated, wait, json -> write(json, changed.tenant()));
    }

    private void publish(Tenant before, Tenant after, Caller caller) {
        var tenant = after.id().value();
        var actor = caller.actor().toString();
        if (before.isSuspended() != after.isSuspended()) {
            events.publish(
                    after.isSuspended() ? Event.tenantSuspended(tenant, actor) : Event.tenantResumed(tenant, actor));
        }
        if (!before.name().equals(after.name()) || !before.limits().equals(after.limits())) {
            events.publish(Event.tenantChanged(tenant, actor));
        }
    }

    void write(JsonGenerator json, Tenant tenant) {
        json.writeStringProperty("id", tenant.id().value());
        json.writeStringProperty("name", tenant.name());
        json.writeStringProperty("issuer", issuers.of(tenant.id()));
        Json.time(json, "created_at", tenant.createdAt());
        json.writeBooleanProperty("suspended", tenant.isSuspended());
        Json.object(json, "limits", members -> TenantLimits.write(members, tenant.limits()));
    }
}
