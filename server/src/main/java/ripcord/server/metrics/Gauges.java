package ripcord.server.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import ripcord.server.database.Database;
import ripcord.server.database.ReplicaStatus;
import ripcord.server.database.WakeUps;
import ripcord.server.feed.FeedScope;
import ripcord.server.feed.FeedStreams;
import ripcord.server.feed.Subscriptions;
import ripcord.server.feed.VerifierStatus;
import ripcord.server.key.KeyAlarm;
import ripcord.server.key.KeyState;
import ripcord.server.key.RingKey;
import ripcord.server.key.SigningKeys;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.session.Sessions;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.Tenants;

/// What the domains hold, looked at when somebody asks.
public final class Gauges {
    private static final double MILLIS = 1e3;

    private final Sources sources;
    private final InstantSource clock;
    private final Rows staleness;
    private final Metrics metrics;

    /// Where to look.
    public record Sources(
            Database database,
            RevocationLog log,
            FeedStreams streams,
            Subscriptions subscriptions,
            Sessions sessions,
            Tenants tenants,
            SigningKeys keys) {}

    /// Shows `sources` among `metrics`.
    public Gauges(Metrics metrics, Sources sources, InstantSource clock, String version) {
        this.metrics = metrics;
        this.sources = sources;
        this.clock = clock;
        this.staleness = metrics.rows(Metric.FEED_STALENESS);
        store();
        feed();
        metrics.counter(Metric.SESSIONS_FOUND, List.of("memory"), sources.sessions::foundInMemory);
        metrics.counter(Metric.SESSIONS_FOUND, List.of("redis"), sources.sessions::foundElsewhere);
        metrics.counter(Metric.SESSIONS_FOUND, List.of("store"), sources.sessions::foundInStore);
        metrics.gauge(Metric.KEY_AGE, List.of(), () -> keyAge().toSeconds());
        for (var alarm : KeyAlarm.values()) {
            metrics.gauge(Metric.KEY_ALARMS, List.of(alarm.wireName()), () -> raised(alarm));
        }
        metrics.gauge(Metric.INFO, List.of(version), () -> 1);
        Machine.register(metrics);
    }

    private void store() {
        metrics.gauge(Metric.STORE_QUEUE, List.of(), sources.database::queueLength);
        metrics.gauge(Metric.STORE_READERS_IDLE, List.of(), sources.database::idleReaders);
        metrics.gauge(Metric.STORE_SERVERS, List.of(), sources.database::servers);
        metrics.gauge(
                Metric.STORE_CURRENT, List.of(), () -> sources.database.lease().isHeld() ? 1 : 0);
        var clock = sources.database.clock();
        metrics.gauge(
                Metric.STORE_CLOCK_OFFSET,
                List.of(),
                () -> clock.standing().offset().toMillis() / MILLIS);
        metrics.gauge(
                Metric.STORE_CLOCK_ASTRAY,
                List.of(),
                () -> clock.standing().storeAhead().toMillis() / MILLIS);
        looks("notify", sources.database.wakeUps().looks(WakeUps.By.NOTIFICATION));
        looks("redis", sources.database.wakeUps().looks(WakeUps.By.CALL));
        looks("beat", sources.database.wakeUps().looks(WakeUps.By.BEAT));
        metrics.gauge(Metric.STORE_STALENESS, List.of(), this::storeStaleness);
        sources.database
                .replicaReads()
                .forEach((outcome, count) -> metrics.counter(Metric.REPLICA_READS, List.of(outcome), count::sum));
        if (sources.database.replica().isPresent()) {
            metrics.gauge(Metric.REPLICA_WELL, List.of(), () -> isReplicaWell() ? 1 : 0);
        }
        metrics.gauge(Metric.LOG_POSITION, List.of(), sources.log::position);
        metrics.gauge(Metric.LOG_ENTRIES, List.of(), () -> sources.log.live().size());
    }

    private void looks(String by, WakeUps.Looks looks) {
        metrics.counter(Metric.STORE_LOOKS, List.of(by, "news"), looks.news()::sum);
        metrics.counter(Metric.STORE_LOOKS, List.of(by, "nothing"), looks.nothing()::sum);
    }

    private boolean isReplicaWell() {
        return sources.database.replica().map(ReplicaStatus::isWell).orElse(false);
    }

    private double storeStaleness() {
        var age = sources.database.lease().age();
        return age.isPresent() ? age.getAsLong() / 1e9 : Double.NaN;
    }

    private void feed() {
        metrics.gauge(Metric.FEED_STREAMS, List.of(), sources.streams::size);
        metrics.counter(Metric.FEED_BYTES, List.of(), sources.streams::sentBytes);
        metrics.counter(Metric.FEED_CUT, List.of(), sources.streams::cutStreams);
    }

    /// All of it, as text in Prometheus' format.
    public String scrape() {
        staleness.show(stalenessByName());
        return metrics.scrape();
    }

    private Map<String, Double> stalenessByName() {
        var worst = new HashMap<String, Double>();
        for (var verifier : sources.subscriptions.list(new FeedScope.All())) {
            worst.merge(verifier.declared().name(), staleness(verifier), Math::max);
        }
        return worst;
    }

    private double staleness(VerifierStatus verifier) {
        var millis = verifier.stalenessMs(clock.instant());
        return millis == null ? 0 : millis / MILLIS;
    }

    private Duration keyAge() {
        var now = clock.instant();
        return active(now)
                .map(key -> Duration.between(key.activeAt(), now))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private Stream<RingKey> active(Instant now) {
        return sources.tenants.all().stream().flatMap(tenant -> active(tenant, now));
    }

    private Stream<RingKey> active(Tenant tenant, Instant now) {
        return sources.keys.known(tenant.id()).stream().filter(key -> key.state(now) == KeyState.ACTIVE);
    }

    private long raised(KeyAlarm alarm) {
        return sources.keys.alarms().stream()
                .filter(one -> one.alarm() == alarm)
                .count();
    }
}
