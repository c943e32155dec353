package ripcord.server.http;

import java.time.Duration;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.feed.FeedStreams;
import ripcord.server.http.Gate.Caller;
import ripcord.server.revocation.TargetType;
import ripcord.server.tenancy.Removal;
import ripcord.server.tenancy.Removals;
import ripcord.server.tenant.TenantId;
import tools.jackson.core.JsonGenerator;

/// `DELETE /admin/v1/tenants/{tenant}`
final class TenantRemovalHandler {
    /// What a request does of the deletion by itself; the server goes on with the rest.
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Removals removals;
    private final FeedStreams streams;
    private final Waiting waiting;
    private final Events events;

    TenantRemovalHandler(Removals removals, FeedStreams streams, Waiting waiting, Events events) {
        this.removals = removals;
        this.streams = streams;
        this.waiting = waiting;
        this.events = events;
    }

    /// Verifiers are waited for first; then their streams end, and what is kept goes.
    Answer handle(Call call, Caller caller) {
        var id = call.path("tenant", TenantId::parse);
        var query = call.query();
        var wait = waiting.of(id, query, TargetType.TENANT);
        query.finish();
        var begun =
                removals.begin(id).orElseThrow(() -> Refusal.of(Code.NOT_FOUND).toException());
        var confirmation = waiting.confirmation(call, id, begun.ended(), wait);
        streams.leave(id);
        var done = removals.proceed(id, PATIENCE);
        events.publish(Event.tenantDeleted(
                id.value(), done.deleted().toString(), caller.actor().toString()));
        return Answer.ok(json -> {
            write(json, done);
            Waiting.write(json, confirmation);
        });
    }

    private static void write(JsonGenerator json, Removal done) {
        json.writeStringProperty("tenant", done.tenant().value());
        json.writeNumberProperty("seq", done.ended().seq());
        json.writeBooleanProperty("complete", done.complete());
        Json.object(json, "deleted", members -> done.deleted().forEach(members::writeNumberProperty));
    }
}
