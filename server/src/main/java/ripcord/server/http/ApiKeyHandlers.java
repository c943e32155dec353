package ripcord.server.http;

import java.util.EnumSet;
import java.util.Optional;
import ripcord.server.apikey.ApiKey;
import ripcord.server.apikey.ApiKeys;
import ripcord.server.apikey.Creation;
import ripcord.server.apikey.Deletion;
import ripcord.server.apikey.Right;
import ripcord.server.apikey.TenantScope;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.database.Cursor;
import ripcord.server.http.Gate.Caller;
import ripcord.server.tenant.TenantId;
import tools.jackson.core.JsonGenerator;

/// `/admin/v1/api-keys`: nobody makes, sees or deletes a key that may do more than his own, or makes one that outlives
/// it.
final class ApiKeyHandlers {
    private static final int MOST_TENANTS = 1000;
    private static final String TENANT = "a tenant id, or \"*\" alone";

    private final ApiKeys apiKeys;
    private final Events events;

    ApiKeyHandlers(ApiKeys apiKeys, Events events) {
        this.apiKeys = apiKeys;
        this.events = events;
    }

    /// `POST /admin/v1/api-keys`
    Answer create(Call call, Caller caller) {
        call.query().finish();
        var fields = call.json();
        var name = fields.text("name", Text.KEY_NAME);
        var tenants = fields.list("tenants", TENANT, new Fields.Size(1, MOST_TENANTS), ApiKeyHandlers::tenant);
        var rights = fields.list("rights", "a right", new Fields.Size(1, Right.values().length), Right::ofWireName);
        var expiresAt = fields.optionalTime("expires_at");
        if (tenants.contains(TenantScope.ALL) && tenants.size() > 1) {
            fields.fault("tenants", TENANT);
        }
        // One that was sent and could not be read has been said to be wrong.
        boolean said = expiresAt.isPresent() || !fields.has("expires_at");
        if (said && !caller.key().lastsUntil(expiresAt.orElse(null))) {
            fields.fault("expires_at", "a time no later than " + caller.key().expiresAt() + ", when your own key ends");
        }
        fields.finish();
        var wish = new ApiKeys.Wish(
                name, TenantScope.ofWireNames(tenants), EnumSet.copyOf(rights), expiresAt.orElse(null));
        if (!caller.key().covers(wish.scope(), wish.rights())) {
            throw Refusal.of(Code.FORBIDDEN).toException();
        }
        return switch (apiKeys.create(wish)) {
            case Creation.TooMany _ ->
                throw Refusal.quota("api_keys", "fewer than there are").toException();
            case Creation.Created(var token, var key) -> {
                events.publish(Event.apiKeyCreated(key.id(), caller.actor().toString()));
                yield Answer.created(json -> {
                    json.writeStringProperty("key", token.reveal());
                    Json.object(json, "api_key", members -> describe(members, key));
                });
            }
        };
    }

    private static Optional<String> tenant(String text) {
        return text.equals(TenantScope.ALL)
                ? Optional.of(text)
                : TenantId.parse(text).map(TenantId::value);
    }

    /// `GET /admin/v1/api-keys`
    Answer list(Call call, Caller caller) {
        var query = call.query();
        var page = PageQuery.of(query);
        query.finish();
        var cursor = page.cursor()
                .map(text -> Cursor.parse(text).orElseThrow(PageQuery::unknownCursor))
                .orElse(Cursor.START);
        return PageQuery.answer(apiKeys.list(caller.key(), cursor, page.limit()), this::describe);
    }

    /// `DELETE /admin/v1/api-keys/{id}`
    Answer delete(Call call, Caller caller) {
        var query = call.query();
        boolean allowLockout = query.optional("allow_lockout", "true or false", ApiKeyHandlers::truth)
                .orElse(false);
        query.finish();
        return switch (apiKeys.delete(caller.key(), call.path("id"), allowLockout)) {
            case Deletion.Unknown _ -> throw Refusal.of(Code.NOT_FOUND).toException();
            case Deletion.LastOfAll _ -> throw Refusal.of(Code.LAST_API_KEY).toException();
            case Deletion.Deleted(var key) -> {
                events.publish(Event.apiKeyDeleted(key.id(), caller.actor().toString()));
                yield Answer.empty(204);
            }
        };
    }

    private static Optional<Boolean> truth(String text) {
        return text.equals("true") || text.equals("false") ? Optional.of(Boolean.valueOf(text)) : Optional.empty();
    }

    private void describe(JsonGenerator json, ApiKey key) {
        write(json, key);
        json.writeStringProperty("state", apiKeys.isActive(key) ? "active" : "expired");
        Json.optional(json, "last_used_at", apiKeys.lastUsedAt(key).orElse(null));
    }

    static void write(JsonGenerator json, ApiKey key) {
        json.writeStringProperty("id", key.id());
        json.writeStringProperty("name", key.name());
        Json.texts(json, "tenants", key.scope().wireNames());
        Json.texts(
                json,
                "rights",
                key.rights().stream().sorted().map(Right::wireName).toList());
        Json.optional(json, "expires_at", key.expiresAt());
        Json.time(json, "created_at", key.createdAt());
    }
}
