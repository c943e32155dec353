package ripcord.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.config.Config;
import ripcord.server.database.Database;
import ripcord.server.database.OutcomeUnknownException;
import ripcord.server.database.Store;
import ripcord.server.database.StoreUnavailableException;
import ripcord.server.health.Health;
import ripcord.server.http.HttpServer;
import ripcord.server.http.Routes;

/// The whole server in this process: the store, what works on it, and the port.
public final class RipcordServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RipcordServer.class);

    private final Parts parts;
    private final Background background;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RipcordServer(Parts parts, Background background) {
        this.parts = parts;
        this.background = background;
    }

    private record Parts(
            Database database, Domains domains, Routes.Feed feed, HttpServer http, Events events, Health health) {}

    /// Opens the store, making it if it is not there, and listens.
    ///
    /// @throws RuntimeException if the store, the master key or the port is not to be had; nothing is left open
    public static RipcordServer start(Config config, Sources sources) {
        return start(config, sources, Bounds.ofProcess());
    }

    /// As [#start(Config, Sources)], with other bounds.
    static RipcordServer start(Config config, Sources sources, Bounds bounds) {
        var database = Database.open(store(config), sources.clock());
        try {
            return start(database, config, sources.goingBy(database.clock()), bounds);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// Where its store is.
    static Store store(Config config) {
        var server = config.database();
        return server == null
                ? new Store.Folder(config.data())
                : new Store.Server(
                        server.url(),
                        server.user(),
                        server.passwordFile(),
                        config.data(),
                        server.readUrl(),
                        server.listenUrl());
    }

    private static RipcordServer start(Database database, Config config, Sources sources, Bounds bounds) {
        var events = events(config, sources);
        try {
            var domains = new Domains(database, config, sources, bounds);
            return start(domains, config, sources, events);
        } catch (RuntimeException e) {
            events.close();
            throw e;
        }
    }

    /// Who is told what happens.
    static Events events(Config config, Sources sources) {
        var file = config.observation().events();
        if (file == null) {
            return Events.toLog(sources.clock());
        }
        return file.equals(Config.Observation.STANDARD_OUTPUT)
                ? Events.toLogAnd(System.out, sources.clock())
                : Events.toLogAnd(file, sources.clock());
    }

    private static RipcordServer start(Domains domains, Config config, Sources sources, Events events) {
        var around = new Routes.Around(
                config.baseUrl(), version(), events, sources.clock(), domains.bounds.requests(), domains.rates);
        domains.tell(events);
        tellOfKeys(domains, events);
        var feed = domains.feed(sources, events);
        domains.apiKeys.onDeleted(key -> {
            if (!domains.isOnlyForTenantsThatAreGone(key)) {
                feed.streams().cut(key.id());
            }
        });
        domains.tenants.onDeletedElsewhere(tenant -> {
            domains.signingKeys.forget(tenant);
            feed.streams().leave(tenant);
        });
        domains.database.onForgotten(feed.streams()::cutAll);
        domains.database.clock().onStepped(feed.streams()::cutAll);
        var watch = new StoreWatch(domains.database, events, sources.nanos());
        domains.database.watch(watch);
        domains.database.join();
        var observed = domains.observed(feed, config, sources, events);
        var routes = new Routes(domains.forRoutes(), domains.tokens(config, sources), feed, observed, around);
        var address = new HttpServer.Address(config.host(), config.port(), config.adminPort());
        var clockwork = new HttpServer.Clockwork(sources.nanos(), sources.random());
        var http = HttpServer.start(address, routes, clockwork, domains.bounds.kept());
        domains.redis.start();
        events.publish(Event.serverStarted(version(), http.port()));
        return new RipcordServer(
                new Parts(domains.database, domains, feed, http, events, observed.health()),
                background(domains, feed, http, watch));
    }

    private static void tellOfKeys(Domains domains, Events events) {
        domains.signingKeys.onActivated((tenant, kid) -> events.publish(Event.keyActivated(tenant.value(), kid)));
        domains.signingKeys.onAlarm(alarm -> events.publish(Event.keyAlarm(
                alarm.tenant().value(), alarm.kid(), alarm.alarm().wireName())));
    }

    private static Background background(Domains domains, Routes.Feed feed, HttpServer http, StoreWatch watch) {
        var background = new Background();
        background.every(Duration.ofMillis(250), "store-watch", watch::look);
        background.every(Duration.ofMillis(250), "deadlines", http::enforceDeadlines);
        background.every(Duration.ofSeconds(1), "keys", domains.signingKeys::maintain);
        background.every(Duration.ofSeconds(5), "uses", domains.sweeper::writeUses);
        background.every(Duration.ofSeconds(5), "api-key-uses", domains.apiKeys::writeUses);
        background.every(Duration.ofSeconds(5), "subscriptions", feed.subscriptions()::sweep);
        background.every(Duration.ofSeconds(30), "sweeper", () -> {
            domains.log.sweep();
            if (domains.database.isFirst()) {
                domains.sweeper.sweep();
                domains.signIns.sweep();
                domains.database.sweep();
            }
        });
        background.every(Duration.ofSeconds(5), "removals", () -> {
            if (domains.database.isFirst()) {
                domains.removals.sweep();
            }
        });
        background.every(HeapWatch.PAUSE, "heap", new HeapWatch()::look);
        background.every(Duration.ofHours(1), "token-keys", domains.tokenKeys::maintain);
        return background;
    }

    /// The server's version; `dev` where it was not packaged.
    public static String version() {
        @Nullable String packaged = RipcordServer.class.getPackage().getImplementationVersion();
        return packaged == null ? "dev" : packaged;
    }

    /// The port that it listens on.
    public int port() {
        return parts.http.port();
    }

    /// Where operators' routes are, if they have a port of their own.
    public int adminPort() {
        return parts.http.adminPort();
    }

    /// Whether this start made the store.
    public boolean madeTheStore() {
        return parts.domains.isNew;
    }

    /// Does now what is otherwise done in the background, such as ending sessions whose time is over.
    public void tidyUp() {
        background.runAll();
    }

    /// Tells `listener`, once, why this server must not go on; it answers with errors from then on, and wants to be
    /// closed.
    public void onLost(Consumer<String> listener) {
        parts.database.onLost(listener);
    }

    /// The first step of [#close()]: everybody is told to go, and who comes all the same is still answered.
    void sayBye() {
        parts.events.publish(Event.serverStopping());
        parts.health.stopping();
        parts.feed.streams().close();
    }

    /// Says goodbye to verifiers, takes no more requests, lets those that are being answered finish, and closes the
    /// store. Once.
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        sayBye();
        parts.http.close();
        parts.domains.stopping.stop();
        background.close();
        writeUses();
        parts.health.close();
        parts.domains.closeRedis();
        parts.database.close();
        parts.events.close();
    }

    /// Nobody waits for these, and a store that does not answer is no reason to stay.
    private void writeUses() {
        try {
            parts.domains.sweeper.writeUses();
            parts.domains.apiKeys.writeUses();
        } catch (StoreUnavailableException | OutcomeUnknownException e) {
            LOG.warn("last uses not written why={}", e.getMessage());
        }
    }
}
