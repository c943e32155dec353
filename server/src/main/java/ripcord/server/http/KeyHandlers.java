package ripcord.server.http;

import java.time.Instant;
import java.util.List;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.feed.Confirmation;
import ripcord.server.feed.KeyConfirmations;
import ripcord.server.http.Gate.Caller;
import ripcord.server.key.Compromise;
import ripcord.server.key.KeyState;
import ripcord.server.key.KeyStatus;
import ripcord.server.key.RingKey;
import ripcord.server.key.SigningKeys;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.Ended;
import ripcord.server.tenant.TenantId;
import tools.jackson.core.JsonGenerator;

/// `/admin/v1/tenants/{tenant}/keys`
final class KeyHandlers {
    private final SigningKeys keys;
    private final KeyConfirmations holders;
    private final Waiting waiting;
    private final Events events;

    KeyHandlers(SigningKeys keys, KeyConfirmations holders, Waiting waiting, Events events) {
        this.keys = keys;
        this.holders = holders;
        this.waiting = waiting;
        this.events = events;
    }

    /// `GET`
    Answer list(Call call, Caller caller) {
        call.query().finish();
        var tenant = call.tenant().id();
        var all = keys.status(tenant);
        return Answer.ok(json -> Json.objects(json, "items", all, (each, key) -> write(each, tenant, key)));
    }

    private void write(JsonGenerator json, TenantId tenant, KeyStatus status) {
        write(json, status.key(), status.state());
        Json.optional(json, "overdue_at", status.overdueAt());
        if (status.alarm() != null) {
            json.writeStringProperty("alarm", status.alarm().wireName());
        }
        if (status.state() == KeyState.ANNOUNCED) {
            var holding = holders.of(tenant, status.key().kid());
            members(json, "confirmed", holding.confirmed());
            members(json, "missing", holding.missing());
        }
    }

    static void write(JsonGenerator json, RingKey key, Instant now) {
        write(json, key, key.state(now));
    }

    private static void write(JsonGenerator json, RingKey key, KeyState state) {
        json.writeStringProperty("kid", key.kid());
        json.writeStringProperty("alg", key.algorithm().wireName());
        json.writeStringProperty("state", state.wireName());
        Json.time(json, "announced_at", key.announcedAt());
        Json.optional(json, "active_at", key.activeAt());
        Json.optional(json, "retiring_at", key.retiringAt());
        Json.optional(json, "gone_at", key.goneAt());
        Json.optional(json, "compromised_at", key.compromisedAt());
        Json.optional(json, "wanted_at", key.wantedAt());
    }

    private static void members(JsonGenerator json, String name, List<Confirmation.Member> members) {
        json.writeArrayPropertyStart(name);
        members.forEach(member -> json.writeRawValue(member.json()));
        json.writeEndArray();
    }

    /// `POST …/rotate`
    Answer rotate(Call call, Caller caller) {
        call.query().finish();
        var fields = call.json();
        var wait = waiting.of(call, fields, TargetType.SIGNING_KEY);
        fields.finish();
        var tenant = call.tenant().id();
        var wished = keys.rotate(tenant);
        events.publish(Event.keyRotationWanted(
                tenant.value(), wished.kid(), caller.actor().toString()));
        var confirmation = wait.map(patience -> {
            call.watch().extend(patience);
            call.leaveShare();
            return holders.await(tenant, wished.kid(), patience);
        });
        // Who has confirmed meanwhile may have brought the time forward.
        var planned = confirmation.isEmpty() ? wished : keys.planned(tenant, wished);
        return Answer.ok(json -> {
            json.writeStringProperty("kid", planned.kid());
            Json.time(json, "active_at", planned.activeAt());
            confirmation.ifPresent(found -> {
                json.writeName("confirmation");
                json.writeRawValue(found.json());
            });
        });
    }

    /// `POST …/{kid}/compromise`
    Answer compromise(Call call, Caller caller) {
        call.query().finish();
        var kid = call.path("kid");
        var fields = call.json();
        var reason = fields.text("reason", Text.REASON);
        var wait = waiting.of(call, fields, TargetType.SIGNING_KEY);
        fields.finish();
        var tenant = call.tenant().id();
        return switch (keys.compromise(tenant, kid)) {
            case Compromise.Unknown _ -> throw Refusal.of(Code.NOT_FOUND).toException();
            case Compromise.Barred(long seq, var active, var at) -> {
                events.publish(Event.revoked(
                        tenant.value(),
                        "signing_key",
                        kid,
                        reason,
                        caller.actor().toString()));
                yield waiting.answer(
                        call, new Ended(seq, at, 0), wait, json -> json.writeStringProperty("active_kid", active));
            }
        };
    }
}
