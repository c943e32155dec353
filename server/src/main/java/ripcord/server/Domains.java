package ripcord.server;

import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ripcord.server.apikey.ApiKey;
import ripcord.server.apikey.ApiKeys;
import ripcord.server.apikey.Right;
import ripcord.server.apikey.TenantScope;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.config.Config;
import ripcord.server.config.Key;
import ripcord.server.database.Database;
import ripcord.server.database.StoreClock;
import ripcord.server.feed.Confirmations;
import ripcord.server.feed.FeedStreams;
import ripcord.server.feed.KeyConfirmations;
import ripcord.server.feed.Monotonic;
import ripcord.server.feed.OwnRings;
import ripcord.server.feed.Subscriptions;
import ripcord.server.health.Health;
import ripcord.server.http.Routes;
import ripcord.server.introspection.Description;
import ripcord.server.introspection.Introspector;
import ripcord.server.key.Sealer;
import ripcord.server.key.SigningKeys;
import ripcord.server.metrics.Gauges;
import ripcord.server.metrics.Metric;
import ripcord.server.metrics.Metrics;
import ripcord.server.policy.Policies;
import ripcord.server.policy.Policy;
import ripcord.server.redis.Redis;
import ripcord.server.redis.RedisRates;
import ripcord.server.redis.SharedRates;
import ripcord.server.refresh.Refresher;
import ripcord.server.refresh.Renewals;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.session.Endings;
import ripcord.server.session.SessionStore;
import ripcord.server.session.Sessions;
import ripcord.server.session.SharedCopies;
import ripcord.server.session.Sweeper;
import ripcord.server.signin.SignIns;
import ripcord.server.subject.Subjects;
import ripcord.server.tenancy.Erasures;
import ripcord.server.tenancy.Removals;
import ripcord.server.tenancy.TenantChanges;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;
import ripcord.server.token.AccessTokenChecks;
import ripcord.server.token.AccessTokens;
import ripcord.server.token.Issuers;
import ripcord.server.token.OpaqueTokens;
import ripcord.server.token.SessionTokens;
import ripcord.server.token.TokenKeys;

/// Everything below HTTP, put together over one store.
final class Domains {
    private static final Logger LOG = LoggerFactory.getLogger(Domains.class);
    private static final String CHANGED = "changed";

    final Database database;
    final Tenants tenants;
    final RevocationLog log;
    final Policies policies;
    final Subjects subjects;
    final Sessions sessions;
    final SessionStore sessionStore;
    final Endings endings;
    final Sweeper sweeper;
    final Stopping stopping = new Stopping();
    final SigningKeys signingKeys;
    final TokenKeys tokenKeys;
    final ApiKeys apiKeys;
    final SignIns signIns;
    private final SecureRandom random;
    final Removals removals;
    final boolean isNew;
    final Bounds bounds;
    final Redis redis;
    final SharedRates rates;
    private final @Nullable SharedCopies copies;

    /// @param config where the store and the master key are
    Domains(Database database, Config config, Sources sources, Bounds bounds) {
        var clock = sources.clock();
        random = sources.random();
        this.database = database;
        this.bounds = bounds;
        tenants = new Tenants(database, random);
        apiKeys = new ApiKeys(database, random, clock, bounds.apiKeys());
        log = new RevocationLog(database, random);
        policies = new Policies(database, log);
        subjects = new Subjects(database, log, random, clock);
        sessionStore = new SessionStore(policies);
        endings = new Endings(sessionStore, log, subjects, tenants);
        sessions = new Sessions(database, sessionStore, endings, log, clock);
        keepInMemory(config.inMemory());
        sweeper = new Sweeper(
                database,
                sessionStore,
                endings,
                new Sweeper.Around(tenants, policies, sources.nanos(), stopping::rest),
                clock);
        var masterKey = MasterKeyRotation.file(database, config.masterKeyFile(), sources)
                .existingOrNew(TokenKeys.areNone(database), random, clock.instant());
        var sealer = new Sealer(masterKey, random);
        signingKeys = new SigningKeys(new SigningKeys.Parts(database, log, policies, sealer), random, clock);
        tokenKeys = new TokenKeys(database, sealer, random, clock);
        signIns = new SignIns(
                new SignIns.Parts(
                        database, sessions, sessionStore, subjects, endings, log, policies, tokenKeys::newest),
                random);
        redis = redis(config, sources);
        copies = redis.isConfigured() ? share(sources) : null;
        if (redis.isConfigured() && database.isShared()) {
            wakeThroughRedis();
        }
        rates = redis.isConfigured() ? new RedisRates(redis, log::logId) : SharedRates.NONE;
        removals = new Removals(new Removals.Parts(database, tenants, log, apiKeys, signingKeys), clock);
        isNew = tenants.isNewStore();
        if (isNew) {
            begin(config);
        }
    }

    private void keepInMemory(int asked) {
        int kept = sessions.keepAtMost(asked);
        if (kept < asked && asked != Config.USUALLY_IN_MEMORY) {
            LOG.warn(
                    "fewer sessions kept in memory than stated {}={} kept={} heap_max_bytes={} more_by=RIPCORD_JAVA_OPTIONS=-Xmx…",
                    Key.SESSIONS_IN_MEMORY.flag(),
                    asked,
                    kept,
                    Runtime.getRuntime().maxMemory());
        }
    }

    private static Redis redis(Config config, Sources sources) {
        var place = config.redis();
        return place == null ? Redis.none() : Redis.of(place, sources.nanos());
    }

    private void wakeThroughRedis() {
        var calls = redis.calls("ripcord:" + log.logId() + ":");
        calls.on(CHANGED, database.wakeUps()::called);
        database.wakeUps().callThrough(() -> calls.wake(CHANGED));
    }

    private SharedCopies share(Sources sources) {
        var shared = new SharedCopies(redis, tokenKeys.ofCopies(), random, log, sources.clock());
        sessions.share(shared);
        return shared;
    }

    /// A new store's tenant and its first API key, in one transaction: only both make it one that was begun. The key's
    /// file is written before, so that no key is kept that nobody can show.
    private void begin(Config config) {
        var token = apiKeys.token();
        RootKey.write(config.data(), token);
        var wish = new ApiKeys.Wish("root", new TenantScope.All(), EnumSet.allOf(Right.class), null);
        var made = tenants.create(TenantId.DEFAULT, TenantId.DEFAULT.value(), tx -> {
            policies.first(tx, TenantId.DEFAULT, Policy.DEFAULT, Actor.SYSTEM.toString());
            apiKeys.insert(tx, token, wish);
        });
        if (made.isEmpty()) {
            // Another server was quicker, and has the key.
            RootKey.delete(config.data());
        }
    }

    /// Then its streams have been told to go, and are to say the last.
    boolean isOnlyForTenantsThatAreGone(ApiKey key) {
        return switch (key.scope()) {
            case TenantScope.All _ -> false;
            case TenantScope.Only(var only) ->
                only.stream().allMatch(tenant -> tenants.find(tenant).isEmpty());
        };
    }

    /// Tells of what no request brought about, or more than one.
    void tell(Events events) {
        endings.onEnded((tenant, session, cause) -> events.publish(Event.sessionEnded(
                tenant.value(),
                session.text(),
                cause.reason().wireName(),
                cause.actor().toString())));
        redis.onChange(
                state -> events.publish(state.isWell() ? Event.redisRestored() : Event.redisDegraded(state.detail())));
        database.clock().onChange(standing -> events.publish(clockEvent(standing)));
        if (copies != null) {
            copies.onRefused(() -> events.publish(Event.copyRefused()));
        }
    }

    private static Event clockEvent(StoreClock.Standing standing) {
        long ahead = standing.offset().toMillis();
        return switch (standing.verdict()) {
            case AGREES -> Event.clockAgrees();
            case CORRECTED -> Event.clockDiffers("corrected", ahead);
            case STORE_ASTRAY -> Event.clockDiffers("store_astray", ahead);
            case UNFIT -> Event.clockDiffers("unfit", ahead);
        };
    }

    /// What looks at all of it.
    Routes.Observed observed(Routes.Feed feed, Config config, Sources sources, Events events) {
        var metrics = new Metrics(events, config.observation().metricsTenants());
        database.observe(metrics);
        var seen =
                new Gauges.Sources(database, log, feed.streams(), feed.subscriptions(), sessions, tenants, signingKeys);
        var gauges = new Gauges(metrics, seen, sources.clock(), RipcordServer.version());
        var health = new Health(
                new Health.Sources(database, feed.subscriptions(), signingKeys, redis, config.data()),
                new Health.Clocks(database.clock().own(), sources.nanos()));
        metrics.gauge(Metric.READY, List.of(), () -> health.isReady() ? 1 : 0);
        metrics.gauge(Metric.DISK_FREE, List.of(), health::freeBytes);
        observeRedis(metrics);
        return new Routes.Observed(metrics, gauges, health);
    }

    private void observeRedis(Metrics metrics) {
        if (copies == null) {
            return;
        }
        redis.observe(metrics);
        metrics.gauge(Metric.REDIS_CONNECTED, List.of(), () -> redis.isConnected() ? 1 : 0);
        metrics.gauge(Metric.REDIS_WELL, List.of(), () -> redis.state().isWell() ? 1 : 0);
        for (var use : redis.uses()) {
            metrics.gauge(Metric.REDIS_SUSPENDED, List.of(use.name()), () -> use.isSuspended() ? 1 : 0);
        }
        var counts = copies.counts();
        metrics.counter(Metric.REDIS_COPIES, List.of("hit"), counts::hits);
        metrics.counter(Metric.REDIS_COPIES, List.of("miss"), counts::misses);
        metrics.counter(Metric.REDIS_COPIES, List.of("void"), counts::voids);
        metrics.counter(Metric.REDIS_COPIES, List.of("refused"), counts::refused);
        metrics.counter(Metric.REDIS_COPIES, List.of("left_out"), counts::leftOut);
    }

    /// Nothing is found in Redis from now on, and nothing is left there.
    void closeRedis() {
        if (copies != null) {
            copies.close();
        }
        redis.close();
    }

    Routes.Domains forRoutes() {
        return new Routes.Domains(
                database,
                tenants,
                apiKeys,
                policies,
                subjects,
                sessions,
                signIns,
                new Refresher(database, sessions, sessionStore, endings, policies),
                new Renewals(database, sessions, sessionStore, endings, log),
                log,
                signingKeys,
                new Routes.Tenancy(
                        new TenantChanges(database, tenants, log),
                        removals,
                        new Erasures(database, subjects, sessionStore, endings, random)));
    }

    Routes.Tokens tokens(Config config, Sources sources) {
        var issuers = new Issuers(config.baseUrl().toString());
        var opaque = new OpaqueTokens(tokenKeys);
        var sessionTokens = new SessionTokens(opaque, sessions, sources.clock());
        var checks = new AccessTokenChecks(
                new AccessTokenChecks.Parts(signingKeys, policies, issuers, log, Description::of), sources.clock());
        var accessTokens = new AccessTokens(
                new AccessTokens.Parts(signingKeys, policies, subjects, issuers, log.live()),
                sources.random(),
                sources.clock());
        var introspector =
                new Introspector(new Introspector.Parts(sessionTokens, opaque, checks, sessions, policies, issuers));
        return new Routes.Tokens(opaque, sessionTokens, accessTokens, checks, introspector, issuers);
    }

    Routes.Feed feed(Sources sources, Events events) {
        var clocks = new Subscriptions.Clocks(sources.clock(), new Monotonic(sources.nanos()));
        var subscriptions = new Subscriptions(database, log, sources.random(), clocks);
        var rings = new OwnRings(signingKeys, tenants, sources.clock());
        var streams = new FeedStreams(
                new FeedStreams.Sources(
                        log,
                        rings,
                        FeedStreams.demands(tenants, policies),
                        subscriptions,
                        events,
                        database.lease()::evidence),
                bounds.feed(),
                sources.random(),
                clocks);
        var keyConfirmations = new KeyConfirmations(subscriptions, rings, clocks.monotonic());
        signingKeys.holders(keyConfirmations);
        var confirmations = new Confirmations(subscriptions, streams, clocks.monotonic());
        return new Routes.Feed(streams, subscriptions, confirmations, keyConfirmations);
    }
}
