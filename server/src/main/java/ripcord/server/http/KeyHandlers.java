package ripcord.server.http;

import java.time.Instant;
import java.time.InstantSource;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.http.Gate.Caller;
import ripcord.server.key.Compromise;
import ripcord.server.key.RingKey;
import ripcord.server.key.SigningKeys;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.Ended;
import tools.jackson.core.JsonGenerator;

/// `/admin/v1/tenants/{tenant}/keys`
final class KeyHandlers {
    private final SigningKeys keys;
    private final Waiting waiting;
    private final Events events;
    private final InstantSource clock;

    KeyHandlers(SigningKeys keys, Waiting waiting, Events events, InstantSource clock) {
        this.keys = keys;
        this.waiting = waiting;
        this.events = events;
        this.clock = clock;
    }

    /// `GET`
    Answer list(Call call, Caller caller) {
        call.query().finish();
        var all = keys.list(call.tenant().id());
        // Afterwards: a ring may have been made by that.
        var now = clock.instant();
        return Answer.ok(json -> Json.objects(json, "items", all, (each, key) -> write(each, key, now)));
    }

    static void write(JsonGenerator json, RingKey key, Instant now) {
        json.writeStringProperty("kid", key.kid());
        json.writeStringProperty("alg", key.algorithm().wireName());
        json.writeStringProperty("state", key.state(now).wireName());
        Json.time(json, "announced_at", key.announcedAt());
        Json.optional(json, "active_at", key.activeAt());
        Json.optional(json, "retiring_at", key.retiringAt());
        Json.optional(json, "gone_at", key.goneAt());
        Json.optional(json, "compromised_at", key.compromisedAt());
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
