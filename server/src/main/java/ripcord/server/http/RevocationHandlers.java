package ripcord.server.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.database.Database;
import ripcord.server.http.Gate.Caller;
import ripcord.server.key.Compromise;
import ripcord.server.key.SigningKeys;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.Entry;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.EndReason;
import ripcord.server.session.Ended;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.SessionId;
import ripcord.server.session.Sessions;
import ripcord.server.tenant.TenantId;
import tools.jackson.core.JsonGenerator;

/// `/admin/v1/tenants/{tenant}/revocations`
final class RevocationHandlers {
    private static final int MOST = 1000;

    private final Database database;
    private final RevocationLog log;
    private final Sessions sessions;
    private final SigningKeys keys;
    private final Waiting waiting;
    private final Events events;

    /// What is needed to take something back.
    record Parts(Database database, RevocationLog log, Sessions sessions, SigningKeys keys) {}

    RevocationHandlers(Parts parts, Waiting waiting, Events events) {
        this.database = parts.database;
        this.log = parts.log;
        this.sessions = parts.sessions;
        this.keys = parts.keys;
        this.waiting = waiting;
        this.events = events;
    }

    private record Wish(TargetType type, String target, String reason, Optional<Duration> patience) {}

    /// `POST`
    Answer revoke(Call call, Caller caller) {
        call.query().finish();
        var wish = read(call);
        var tenant = call.tenant().id();
        var ended = revoke(tenant, wish, caller)
                .orElseThrow(() -> Refusal.of(Code.NOT_FOUND).toException());
        events.publish(Event.revoked(
                tenant.value(),
                wish.type.wireName(),
                wish.target,
                wish.reason,
                caller.actor().toString()));
        return waiting.created(
                call,
                ended,
                wish.patience,
                json -> Json.time(json, "expires_at", ended.at().plus(RevocationLog.ENTRY_LIFE)));
    }

    private Wish read(Call call) {
        var fields = call.json();
        var type = fields.required(
                "target_type",
                "token, session, subject, client, tenant or signing_key",
                TargetType::ofWireName,
                TargetType.TENANT);
        var target = type == TargetType.TENANT ? "" : fields.text("target", kind(type));
        if (fields.raw("target") != null && type == TargetType.TENANT && fields.has("target_type")) {
            fields.fault("target", "nothing: the tenant is the path's");
        }
        var wish = new Wish(type, target, fields.text("reason", Text.REASON), waiting.of(call, fields, type));
        fields.finish();
        return wish;
    }

    private static Text kind(TargetType type) {
        return switch (type) {
            case TOKEN, SESSION -> Text.LONG_ID;
            case SUBJECT, TENANT -> Text.SUBJECT;
            case CLIENT -> Text.CLIENT_ID;
            case SIGNING_KEY -> Text.ID;
        };
    }

    private Optional<Ended> revoke(TenantId tenant, Wish wish, Caller caller) {
        return switch (wish.type) {
            case TOKEN -> Optional.of(token(tenant, wish.target));
            case SESSION ->
                SessionId.parse(wish.target)
                        .flatMap(
                                id -> sessions.end(tenant, id, Cause.of(EndReason.ADMIN, caller.actor(), wish.reason)));
            case SUBJECT ->
                Optional.of(sessions.endSubject(
                        tenant, wish.target, null, Cause.of(EndReason.SUBJECT, caller.actor(), wish.reason)));
            case CLIENT ->
                Optional.of(sessions.endClient(
                        tenant, wish.target, Cause.of(EndReason.CLIENT, caller.actor(), wish.reason)));
            case TENANT ->
                Optional.of(sessions.endTenant(tenant, Cause.of(EndReason.TENANT, caller.actor(), wish.reason)));
            case SIGNING_KEY -> key(tenant, wish.target);
        };
    }

    private Ended token(TenantId tenant, String jti) {
        return database.write(tx -> new Ended(
                log.append(tx, tenant, Effect.REVOKE, TargetType.TOKEN, jti), Instant.ofEpochMilli(tx.now()), 0));
    }

    private Optional<Ended> key(TenantId tenant, String kid) {
        return switch (keys.compromise(tenant, kid)) {
            case Compromise.Unknown _ -> Optional.empty();
            case Compromise.Barred(long seq, var _, var at) -> Optional.of(new Ended(seq, at, 0));
        };
    }

    /// `GET`
    Answer list(Call call, Caller caller) {
        var query = call.query();
        var after = query.optionalInteger("after", 0, Fields.LARGEST);
        var limit = query.optionalInteger("limit", 1, MOST);
        query.finish();
        var slice = log.live().after(call.tenant().id(), after == null ? 0 : after);
        int most = limit == null ? MOST : limit.intValue();
        boolean whole = slice.entries().size() <= most;
        var entries = whole ? slice.entries() : slice.entries().subList(0, most);
        return Answer.ok(json -> {
            json.writeStringProperty("log", log.logId());
            json.writeNumberProperty(
                    "seq", whole ? slice.position() : entries.getLast().seq());
            Json.objects(json, "entries", entries, RevocationHandlers::write);
        });
    }

    static void write(JsonGenerator json, Entry entry) {
        json.writeNumberProperty("seq", entry.seq());
        json.writeStringProperty("tenant", entry.tenant().value());
        json.writeStringProperty("target_type", entry.type().wireName());
        json.writeStringProperty("target", entry.target().text());
        json.writeStringProperty("effect", entry.effect().wireName());
        Json.time(json, "expires_at", entry.expiresAt());
    }
}
