package ripcord.server;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.feed.Confirmations;
import ripcord.server.feed.FeedStreams;
import ripcord.server.feed.KeyConfirmations;
import ripcord.server.feed.Monotonic;
import ripcord.server.feed.Subscriptions;
import ripcord.server.http.HttpServer;
import ripcord.server.http.RelayRoutes;
import ripcord.server.http.Routes;
import ripcord.server.metrics.Metrics;
import ripcord.server.metrics.RelayGauges;
import ripcord.server.relay.Freshness;
import ripcord.server.relay.RelayKeys;
import ripcord.server.relay.Upstream;
import ripcord.verifier.feed.Declaration;
import ripcord.verifier.feed.FeedSettings;
import ripcord.verifier.http.ApiKey;

/// The whole relay in this process: what follows, what serves, and the port.
final class RelayServer implements AutoCloseable {
    /// What a relay's own look-ups would need: it has none.
    private static final int NO_LOOK_UPS = 1;

    private final Events events;
    private final Routes.Feed feed;
    private final Upstream upstream;
    private final HttpServer http;
    private final Background background;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RelayServer(Events events, Routes.Feed feed, Upstream upstream, HttpServer http, Background background) {
        this.events = events;
        this.feed = feed;
        this.upstream = upstream;
        this.http = http;
        this.background = background;
    }

    /// Listens, and begins to follow. Whether what it follows is there shows later: it is tried again all the time.
    ///
    /// @throws IllegalArgumentException if the address to follow may not be used
    static RelayServer start(RelayConfig config, RelayKeys keys, Sources sources) {
        return start(config, keys, sources, Bounds.ofProcess().feed());
    }

    /// As [#start(RelayConfig, RelayKeys, Sources)], with other bounds.
    static RelayServer start(RelayConfig config, RelayKeys keys, Sources sources, FeedStreams.Limits bounds) {
        var events = Events.toLog(sources.clock());
        var held = new Upstream.Held(new Freshness(sources.nanos(), sources.clock()));
        var feed = feed(held, events, sources, limits(config, bounds));
        keys.onGone(key -> feed.streams().cut(key.id()));
        var served = new Upstream.Served(
                feed.streams(), feed.subscriptions(), feed.confirmations(), feed.keyConfirmations());
        var upstream = new Upstream(held, served, settings(config), sources.random());
        var http = listen(config, sources, held, keys, new Parts(events, feed, upstream));
        upstream.start();
        events.publish(Event.serverStarted(RipcordServer.version(), http.port()));
        var background = background(new Parts(events, feed, upstream), keys, http, sources);
        background.every(Duration.ofSeconds(1), "upstream-key", () -> watch(config, upstream));
        return new RelayServer(events, feed, upstream, http, background);
    }

    private record Parts(Events events, Routes.Feed feed, Upstream upstream) {}

    /// A relay for one tenant has nobody else to keep room for.
    private static FeedStreams.Limits limits(RelayConfig config, FeedStreams.Limits bounds) {
        return config.followed().tenant() == null
                ? bounds
                : new FeedStreams.Limits(bounds.write(), bounds.snapshot(), bounds.all(), bounds.all());
    }

    private static Routes.Feed feed(Upstream.Held held, Events events, Sources sources, FeedStreams.Limits limits) {
        var monotonic = new Monotonic(sources.nanos());
        var clocks = new Subscriptions.Clocks(held.freshness(), monotonic);
        var subscriptions = Subscriptions.inMemory(held.log(), sources.random(), clocks);
        var streams = new FeedStreams(
                new FeedStreams.Sources(
                        held.log(),
                        held.rings(),
                        held.demands(),
                        subscriptions,
                        events,
                        _ -> held.freshness().read()),
                limits,
                sources.random(),
                clocks);
        return new Routes.Feed(
                streams,
                subscriptions,
                new Confirmations(subscriptions, streams, monotonic),
                new KeyConfirmations(subscriptions, held.rings(), monotonic));
    }

    private static FeedSettings settings(RelayConfig config) {
        var key = config.followed().key().reveal();
        var promise = config.promise();
        boolean longer = promise.acceptance().compareTo(promise.maxStaleness()) > 0;
        var declared = new Declaration(
                promise.name(),
                promise.maxStaleness(),
                longer ? "accept" : "reject",
                longer ? Optional.of(promise.acceptance()) : Optional.empty(),
                RipcordServer.version());
        return new FeedSettings(config.followed().feed(), declared, new ApiKey(() -> key), NO_LOOK_UPS, false);
    }

    /// With another key it may see other tenants, and what was said of those before would not be so any more.
    private static void watch(RelayConfig config, Upstream upstream) {
        if (config.followed().key().isReplaced()) {
            upstream.beginAnew("the key to show upstream was replaced");
        }
    }

    private static HttpServer listen(
            RelayConfig config, Sources sources, Upstream.Held held, RelayKeys keys, Parts parts) {
        var metrics = new Metrics(parts.events, List.of());
        var gauges = new RelayGauges(
                metrics,
                new RelayGauges.Sources(
                        held.log(),
                        parts.feed.streams(),
                        parts.feed.subscriptions(),
                        held.freshness()::age,
                        parts.upstream::isReady,
                        keys::isUsable),
                RipcordServer.version());
        var routes = new RelayRoutes(
                new RelayRoutes.Parts(parts.feed, parts.upstream, held.rings(), keys, held.freshness()),
                new RelayRoutes.Observed(parts.events, metrics, gauges, RipcordServer.version()),
                config.promise().acceptance());
        var address = new HttpServer.Address(config.host(), config.port(), null);
        var clockwork = new HttpServer.Clockwork(sources.nanos(), sources.random());
        return HttpServer.start(address, routes, clockwork, Bounds.ofProcess().kept());
    }

    private static Background background(Parts parts, RelayKeys keys, HttpServer http, Sources sources) {
        var background = new Background();
        background.every(Duration.ofMillis(250), "deadlines", http::enforceDeadlines);
        background.every(HeapWatch.PAUSE, "heap", new HeapWatch()::look);
        background.every(Duration.ofMillis(250), "clocks", new Sleep(sources, parts.feed.streams()::cutAll)::look);
        background.every(Duration.ofMillis(100), "held-keys", parts.upstream::tellHeldKeys);
        background.every(Duration.ofSeconds(1), "keys", keys::look);
        background.every(Duration.ofSeconds(5), "subscriptions", parts.feed.subscriptions()::sweep);
        background.every(Duration.ofSeconds(30), "entries", parts.upstream::dropEnded);
        return background;
    }

    /// Notices that the machine has slept, or its time of day was set: those who follow have compared their clocks with
    /// this one's when their streams began.
    private static final class Sleep {
        private static final long APART = 1_000;

        private final Sources sources;
        private final Runnable noticed;
        private long apart;

        Sleep(Sources sources, Runnable noticed) {
            this.sources = sources;
            this.noticed = noticed;
            this.apart = apart();
        }

        private long apart() {
            return sources.clock().millis() - sources.nanos().getAsLong() / 1_000_000;
        }

        void look() {
            long now = apart();
            if (Math.abs(now - apart) > APART) {
                apart = now;
                noticed.run();
            }
        }
    }

    /// The port that it listens on.
    int port() {
        return http.port();
    }

    /// Whether verifiers are welcome.
    boolean isReady() {
        return upstream.isReady();
    }

    /// Tells `listener`, once, why this relay has to begin anew.
    void onLost(Consumer<String> listener) {
        upstream.onLost(listener);
    }

    /// Says goodbye to those who follow, takes no more requests, and stops following. Once.
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        events.publish(Event.serverStopping());
        feed.streams().close();
        http.close();
        background.close();
        upstream.close();
        events.close();
    }
}
