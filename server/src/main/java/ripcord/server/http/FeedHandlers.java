package ripcord.server.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import ripcord.server.apikey.ApiKey;
import ripcord.server.apikey.TenantScope;
import ripcord.server.audit.Trail;
import ripcord.server.database.Cursor;
import ripcord.server.feed.Behind;
import ripcord.server.feed.Confirmations;
import ripcord.server.feed.FeedScope;
import ripcord.server.feed.FeedStream;
import ripcord.server.feed.FeedStreams;
import ripcord.server.feed.KeyConfirmations;
import ripcord.server.feed.Report;
import ripcord.server.feed.Subscriptions;
import ripcord.server.http.Gate.Caller;
import ripcord.server.tenant.TenantId;
import tools.jackson.databind.node.ObjectNode;

/// `/t/{tenant}/feed`, `/feed` for all tenants of the key, what verifiers say besides, and who they are.
final class FeedHandlers {
    private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");
    private static final HeaderName X_ACCEL_BUFFERING = HeaderNames.create("X-Accel-Buffering");
    private static final Text EVENT_ID = new Text(1, 64, c -> c > 0x20 && c < 0x7F, "the id of an event of this feed");
    private static final Text REASON =
            new Text(1, 64, c -> (c >= 'A' && c <= 'Z') || c == '_', "a reason, such as REVOKED");
    private static final int MOST_REASONS = 64;

    private static final int MOST_RINGS = 100;
    private static final int MOST_KEYS = 32;

    private final FeedStreams streams;
    private final Subscriptions subscriptions;
    private final Rules rules;
    private final Confirmations confirmations;
    private final KeyConfirmations keys;
    private final InstantSource clock;

    /// What decides besides the key.
    ///
    /// @param isGood            whether a key is still there
    /// @param isStreamed        whether the tenant has a feed
    /// @param longestAcceptance how old a verifier's copy may be at most that accepts by itself
    record Rules(Predicate<ApiKey> isGood, Predicate<TenantId> isStreamed, Duration longestAcceptance) {}

    FeedHandlers(Routes.Feed feed, Rules rules, InstantSource clock) {
        this.streams = feed.streams();
        this.subscriptions = feed.subscriptions();
        this.keys = feed.keyConfirmations();
        this.confirmations = feed.confirmations();
        this.rules = rules;
        this.clock = clock;
    }

    /// `GET /t/{tenant}/feed`
    Answer ofTenant(Call call, Caller caller) {
        var tenant = call.tenant().id();
        if (!rules.isStreamed.test(tenant)) {
            throw Refusal.of(Code.NO_FEED).toException();
        }
        return open(call, caller, new FeedScope.One(tenant));
    }

    /// `GET /feed`
    Answer ofKey(Call call, Caller caller) {
        return open(call, caller, scope(caller.key()));
    }

    private static FeedScope scope(ApiKey key) {
        return switch (key.scope()) {
            case TenantScope.All _ -> new FeedScope.All();
            case TenantScope.Only(var tenants) -> new FeedScope.Named(tenants);
        };
    }

    private Answer open(Call call, Caller caller, FeedScope scope) {
        long arrived = call.arrived();
        var query = call.query();
        var declared = FeedDeclaration.read(query, scope, caller.key(), rules.longestAcceptance);
        var lastEventId = String.join(",", call.headers(LAST_EVENT_ID));
        if (!lastEventId.isEmpty() && !EVENT_ID.takes(lastEventId)) {
            query.fault(LAST_EVENT_ID.defaultCase(), EVENT_ID.expected());
        }
        query.finish();
        var stream = switch (streams.open(declared)) {
            case FeedStreams.Opening.Opened(var opened) -> opened;
            case FeedStreams.Opening.Full(var retryAfter) ->
                throw Refusal.tooMany(retryAfter).toException();
            case FeedStreams.Opening.Closing _ ->
                throw Refusal.of(Code.UNAVAILABLE).toException();
        };
        refuseIfGone(caller, stream);
        var response = call.stream();
        response.header(HeaderValues.CONTENT_TYPE_EVENT_STREAM);
        response.header(HeaderValues.create(X_ACCEL_BUFFERING, "no"));
        return Answer.streamed(events(stream, new FeedStream.Start(arrived, lastEventId)));
    }

    /// Whoever deletes a key cuts the streams that there are. One that was being opened meanwhile looks itself.
    private void refuseIfGone(Caller caller, FeedStream stream) {
        if (!rules.isGood.test(caller.key())) {
            stream.close();
            throw Refusal.of(Code.UNAUTHORIZED).toException();
        }
    }

    /// Whatever becomes of the connection, the end of a stream belongs to the request that opened it.
    private static Streamed events(FeedStream stream, FeedStream.Start start) {
        var end = Trail.carried(Trail.current(), stream::close);
        return out -> {
            try {
                stream.run(out, start);
            } finally {
                end.run();
            }
        };
    }

    /// `POST …/feed/confirm`
    Answer confirm(Call call, Caller caller) {
        call.query().finish();
        var fields = call.json();
        var id = fields.text("subscription", Text.ID);
        var confirmation = fields.text("confirmation", Text.ID);
        long seq = fields.integer("seq", 0, Fields.LARGEST);
        var behind = fields.has("behind") ? behind(fields.section("behind")) : null;
        fields.finish();
        var key = caller.key().id();
        return known(
                behind == null
                        ? subscriptions.confirm(key, id, seq)
                        : confirmations.behind(key, id, confirmation, behind));
    }

    /// Only a relay says this.
    private static Behind behind(Fields counts) {
        var behind = new Behind(
                counts.integer("confirmed", 0, Fields.LARGEST),
                counts.integer("expired", 0, Fields.LARGEST),
                counts.integer("missing", 0, Fields.LARGEST));
        counts.close();
        return behind;
    }

    /// `POST …/feed/keys`
    Answer keys(Call call, Caller caller) {
        call.query().finish();
        var fields = call.json();
        var id = fields.text("subscription", Text.ID);
        var held = held(fields);
        fields.finish();
        return known(keys.confirm(caller.key().id(), id, held));
    }

    private static Map<TenantId, Set<String>> held(Fields fields) {
        var held = new LinkedHashMap<TenantId, Set<String>>();
        if (!(fields.raw("kids") instanceof ObjectNode node) || node.isEmpty() || node.size() > MOST_RINGS) {
            fields.fault("kids", "an object of 1 to " + MOST_RINGS + " tenants");
            return held;
        }
        var section = fields.section("kids");
        for (var name : node.propertyNames()) {
            TenantId.parse(name)
                    .ifPresentOrElse(
                            tenant -> held.put(tenant, Set.copyOf(section.texts(name, Text.ID, 0, MOST_KEYS))),
                            () -> section.unknown(name, "a tenant id"));
        }
        return held;
    }

    /// `POST …/feed/close`
    Answer close(Call call, Caller caller) {
        call.query().finish();
        var fields = call.json();
        var id = fields.text("subscription", Text.ID);
        fields.finish();
        subscriptions.close(caller.key().id(), id);
        // Also for one that is gone: what the verifier wants is so.
        return Answer.empty(204);
    }

    /// `POST …/feed/report`
    Answer report(Call call, Caller caller) {
        call.query().finish();
        var fields = call.json();
        var id = fields.text("subscription", Text.ID);
        var report = new Report(
                clock.instant(),
                fields.integer("seq", 0, Fields.LARGEST),
                fields.number("staleness_ms", 0, Fields.LARGEST),
                fields.optionalText("version", Text.VERSION),
                fields.integer("verified", 0, Fields.LARGEST),
                rejected(fields));
        fields.finish();
        return known(subscriptions.report(caller.key().id(), id, report));
    }

    private static Map<String, Long> rejected(Fields fields) {
        var counters = new LinkedHashMap<String, Long>();
        if (!(fields.raw("rejected") instanceof ObjectNode node) || node.size() > MOST_REASONS) {
            fields.fault("rejected", "an object of at most " + MOST_REASONS + " counters");
            return counters;
        }
        var section = fields.section("rejected");
        for (var reason : node.propertyNames()) {
            if (REASON.takes(reason) && reason.charAt(0) != '_') {
                counters.put(reason, section.integer(reason, 0, Fields.LARGEST));
            } else {
                section.unknown(reason, REASON.expected());
            }
        }
        return counters;
    }

    private static Answer known(boolean known) {
        if (!known) {
            throw Refusal.of(Code.NOT_FOUND).toException();
        }
        return Answer.empty(204);
    }

    /// `GET /admin/v1/verifiers`
    Answer verifiers(Call call, Caller caller) {
        var query = call.query();
        var page = PageQuery.of(query);
        query.finish();
        var cursor = page.cursor()
                .map(text -> Cursor.parse(text).orElseThrow(PageQuery::unknownCursor))
                .orElse(Cursor.START);
        var found = subscriptions.list(scope(caller.key()), cursor, page.limit());
        var now = clock.instant();
        return Answer.ok(json -> {
            json.writeArrayPropertyStart("items");
            found.items().forEach(status -> json.writeRawValue(status.json(now)));
            json.writeEndArray();
            found.next().ifPresent(next -> json.writeStringProperty("next_cursor", next));
        });
    }
}
