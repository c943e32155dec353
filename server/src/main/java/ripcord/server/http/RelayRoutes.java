package ripcord.server.http;

import static ripcord.server.http.Verb.GET;

import io.helidon.http.HeaderNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import ripcord.server.apikey.Right;
import ripcord.server.audit.Events;
import ripcord.server.http.Gate.Caller;
import ripcord.server.metrics.Metrics;
import ripcord.server.metrics.RelayGauges;
import ripcord.server.relay.Freshness;
import ripcord.server.relay.RelayKeys;
import ripcord.server.relay.RelayedRings;
import ripcord.server.relay.Upstream;

/// What a relay answers: the feed as a server does, and how it is.
public final class RelayRoutes implements Site {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Parts parts;
    private final Observed observed;
    private final Duration acceptance;

    /// What is served, and to whom.
    public record Parts(Routes.Feed feed, Upstream upstream, RelayedRings rings, RelayKeys keys, Freshness freshness) {}

    /// How it is.
    public record Observed(Events events, Metrics metrics, RelayGauges gauges, String version) {}

    /// @param acceptance for how long a verifier may accept by what it knows, at most
    public RelayRoutes(Parts parts, Observed observed, Duration acceptance) {
        this.parts = parts;
        this.observed = observed;
        this.acceptance = acceptance;
    }

    @Override
    public List<Route> all() {
        var handlers = new FeedHandlers(
                parts.feed, new FeedHandlers.Rules(parts.keys::isGood, _ -> true, acceptance), parts.freshness);
        var all = new ArrayList<>(Routes.feed(handlers));
        all.add(Route.of(GET, "/metrics", new Access.ApiKeyHolder(Right.METRICS, (call, _) -> metrics(call))));
        all.add(Route.of(GET, "/health", new Access.KeyIfAny(Right.METRICS, this::health)));
        all.add(Route.of(GET, "/health/live", new Access.Anyone(RelayRoutes::live)));
        all.add(Route.of(GET, "/health/ready", new Access.Anyone(this::ready)));
        return List.copyOf(all);
    }

    @Override
    public Doors doors(LongSupplier nanos) {
        return new RelayDoors(parts.keys, parts.rings, parts.upstream, nanos);
    }

    @Override
    public Dispatcher.Watchers watchers() {
        return new Dispatcher.Watchers(observed.events, observed.metrics);
    }

    /// Of all tenants: only keys for all of them have the right.
    private Answer metrics(Call call) {
        call.query().finish();
        return Answer.text(observed.gauges.scrape()).with(HeaderNames.CONTENT_TYPE, PROMETHEUS);
    }

    private Answer health(Call call, Optional<Caller> caller) {
        call.query().finish();
        boolean ready = parts.upstream.isReady();
        return Answer.json(ready ? 200 : 503, Json.object(json -> {
            json.writeStringProperty("status", ready ? "ok" : "unavailable");
            json.writeStringProperty("version", observed.version);
            if (caller.isPresent()) {
                json.writeNumberProperty("staleness_ms", parts.freshness.age().toMillis());
                json.writeNumberProperty("streams", parts.feed.streams().size());
                json.writeStringProperty("keys_file", parts.keys.isUsable() ? "ok" : "unusable");
            }
        }));
    }

    private static Answer live(Call call) {
        call.query().finish();
        return state(true);
    }

    private Answer ready(Call call) {
        call.query().finish();
        return state(parts.upstream.isReady());
    }

    private static Answer state(boolean well) {
        var word = well ? "ok" : "unavailable";
        return Answer.json(well ? 200 : 503, Json.object(json -> json.writeStringProperty("status", word)));
    }
}
