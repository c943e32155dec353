package ripcord.server.metrics;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import ripcord.server.feed.FeedScope;
import ripcord.server.feed.FeedStreams;
import ripcord.server.feed.Subscriptions;
import ripcord.server.revocation.RelayedLog;

/// What a relay holds, looked at when somebody asks.
public final class RelayGauges {
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final Metrics metrics;
    private final Sources sources;
    private final Rows staleness;

    /// Where to look.
    ///
    /// @param age   of the relay's own copy
    /// @param ready whether verifiers are welcome
    /// @param keys  whether the file of who may follow is as expected
    public record Sources(
            RelayedLog log,
            FeedStreams streams,
            Subscriptions subscriptions,
            Supplier<Duration> age,
            BooleanSupplier ready,
            BooleanSupplier keys) {}

    /// Shows `sources` among `metrics`.
    public RelayGauges(Metrics metrics, Sources sources, String version) {
        this.metrics = metrics;
        this.sources = sources;
        this.staleness = metrics.rows(Metric.FEED_STALENESS);
        metrics.gauge(Metric.READY, List.of(), () -> sources.ready.getAsBoolean() ? 1 : 0);
        metrics.gauge(Metric.RELAY_STALENESS, List.of(), () -> sources.age.get().toNanos() / NANOS);
        metrics.gauge(Metric.RELAY_KEYS_UNUSABLE, List.of(), () -> sources.keys.getAsBoolean() ? 0 : 1);
        metrics.gauge(Metric.LOG_POSITION, List.of(), sources.log::position);
        metrics.gauge(
                Metric.LOG_ENTRIES,
                List.of(),
                () -> sources.log.isBegun() ? sources.log.live().size() : 0);
        metrics.gauge(Metric.FEED_STREAMS, List.of(), sources.streams::size);
        metrics.counter(Metric.FEED_BYTES, List.of(), sources.streams::sentBytes);
        metrics.counter(Metric.FEED_CUT, List.of(), sources.streams::cutStreams);
        metrics.gauge(Metric.INFO, List.of(version), () -> 1);
        Machine.register(metrics);
    }

    /// All of it, as text in Prometheus' format.
    public String scrape() {
        var worst = new HashMap<String, Double>();
        for (var verifier : sources.subscriptions.list(new FeedScope.All())) {
            var report = verifier.report();
            worst.merge(verifier.declared().name(), report == null ? 0 : report.stalenessMs() / MILLIS, Math::max);
        }
        staleness.show(worst);
        return metrics.scrape();
    }
}
