package ripcord.server.http;

import ripcord.server.session.Device;
import ripcord.server.session.Session;
import tools.jackson.core.JsonGenerator;

/// A session as JSON.
final class SessionJson {
    private SessionJson() {}

    /// All that an operator may know of it.
    static void write(JsonGenerator json, Session session) {
        writePublic(json, session);
        var ended = session.ended();
        if (ended != null) {
            Json.time(json, "ended_at", ended.at());
            json.writeStringProperty("end_reason", ended.reason().wireName());
            json.writeStringProperty("actor", ended.actor());
            Json.optional(json, "detail", ended.detail());
        }
    }

    /// What its subject may know of it.
    ///
    /// @param current whether it is the one that asks
    static void writeOwn(JsonGenerator json, Session session, boolean current) {
        writePublic(json, session);
        json.writeBooleanProperty("current", current);
    }

    private static void writePublic(JsonGenerator json, Session session) {
        json.writeStringProperty("id", session.id().text());
        json.writeStringProperty("tenant", session.tenant().value());
        json.writeStringProperty("subject", session.subject());
        json.writeStringProperty("client_id", session.clientId());
        json.writeStringProperty("client_kind", session.clientKind().wireName());
        Json.texts(json, "amr", session.amr());
        Json.optional(json, "acr", session.acr());
        Json.time(json, "auth_time", session.authTime());
        Json.time(json, "created_at", session.createdAt());
        Json.time(json, "last_seen_at", session.lastSeenAt());
        Json.time(json, "idle_expires_at", session.idleExpiresAt());
        Json.time(json, "expires_at", session.expiresAt());
        Json.object(json, "device", members -> write(members, session.device()));
    }

    private static void write(JsonGenerator json, Device device) {
        Json.optional(json, "label", device.label());
        Json.optional(json, "ip", device.ip());
        Json.optional(json, "user_agent", device.userAgent());
    }
}
