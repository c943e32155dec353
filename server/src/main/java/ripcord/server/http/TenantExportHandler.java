package ripcord.server.http;

import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.database.Page;
import ripcord.server.http.Gate.Caller;
import ripcord.server.session.SessionList;
import ripcord.server.tenant.Tenant;

/// `GET /admin/v1/tenants/{tenant}/export`: a line of JSON for each record, and `end` with their number last, so that
/// an export which was broken off is not taken for a whole one. No secret is among them. Records that change meanwhile
/// are told as they were when their page was read.
final class TenantExportHandler {
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final int SOME = 200;
    private static final int BUFFER = 32 * 1024;

    private final Routes.Domains domains;
    private final TenantHandlers tenants;
    private final Exports exports;
    private final Events events;
    private final InstantSource clock;

    TenantExportHandler(Routes.Domains domains, TenantHandlers tenants, Routes.Around around) {
        this.domains = domains;
        this.tenants = tenants;
        this.exports = new Exports(around.bounds().exports());
        this.events = around.events();
        this.clock = around.clock();
    }

    Answer handle(Call call, Caller caller) {
        call.query().finish();
        var tenant = call.tenant().id();
        if (!exports.enter(tenant)) {
            throw Refusal.of(Code.RATE_LIMITED).toException();
        }
        try {
            events.publish(Event.tenantExported(tenant.value(), caller.actor().toString()));
            return write(call);
        } finally {
            exports.leave(tenant);
        }
    }

    private Answer write(Call call) {
        var response = call.stream(LONGEST);
        response.header(HeaderValues.create("Content-Type", "application/x-ndjson"));
        try (var out = new BufferedOutputStream(response.outputStream(), BUFFER)) {
            export(call.tenant(), new Lines(out));
        } catch (IOException | RuntimeException e) {
            throw new CloseConnectionException("export ended", e);
        }
        return Answer.streamed();
    }

    /// Writes records, and counts them.
    private static final class Lines {
        private final OutputStream out;
        private long count;

        Lines(OutputStream out) {
            this.out = out;
        }

        void add(String kind, Json.Members members) {
            try {
                out.write(Json.object(json -> {
                    json.writeStringProperty("kind", kind);
                    members.write(json);
                }));
                out.write('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            count++;
        }
    }

    private void export(Tenant tenant, Lines lines) {
        lines.add("tenant", json -> Json.object(json, "tenant", members -> tenants.write(members, tenant)));
        policies(tenant, lines);
        pages(
                cursor -> domains.subjects().list(tenant.id(), cursor.orElse(""), SOME),
                subject -> lines.add(
                        "subject",
                        json -> Json.object(json, "subject", members -> SubjectHandlers.write(members, subject))));
        sessions(tenant, lines);
        keys(tenant, lines);
        domains.log()
                .live()
                .after(tenant.id(), 0)
                .entries()
                .forEach(entry -> lines.add(
                        "entry",
                        json -> Json.object(json, "entry", members -> RevocationHandlers.write(members, entry))));
        long records = lines.count;
        lines.add("end", json -> json.writeNumberProperty("records", records));
    }

    private void policies(Tenant tenant, Lines lines) {
        pages(
                cursor -> domains.policies()
                        .history(tenant.id(), cursor.map(Long::valueOf).orElse(Long.MAX_VALUE), SOME),
                stated -> lines.add(
                        "policy",
                        json -> Json.object(json, "policy", members -> PolicyHandlers.write(members, stated))));
    }

    private void sessions(Tenant tenant, Lines lines) {
        var filter = new SessionList.Filter(tenant.id(), null, null, SessionList.State.ANY);
        domains.sessions().each(filter, found -> lines.add("session", json -> SessionHandlers.write(json, found)));
    }

    private void keys(Tenant tenant, Lines lines) {
        var now = clock.instant();
        domains.keys()
                .stored(tenant.id())
                .forEach(key -> lines.add(
                        "signing_key",
                        json -> Json.object(json, "signing_key", members -> KeyHandlers.write(members, key, now))));
        domains.apiKeys()
                .onlyFor(tenant.id())
                .forEach(key -> lines.add(
                        "api_key",
                        json -> Json.object(json, "api_key", members -> ApiKeyHandlers.write(members, key))));
    }

    private static <T> void pages(Function<Optional<String>, Page<T>> read, java.util.function.Consumer<T> each) {
        var cursor = Optional.<String>empty();
        do {
            var page = read.apply(cursor);
            page.items().forEach(each);
            cursor = page.next();
        } while (cursor.isPresent());
    }
}
