package ripcord.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import ripcord.server.audit.Action;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.audit.Field;
import ripcord.server.audit.Weight;
import ripcord.server.database.StoreObserver;
import ripcord.server.redis.RedisObserver;

/// Counts and times, and shows them as Prometheus reads them. What others hold is looked at when somebody asks.
/// Thread-safe.
public final class Metrics implements StoreObserver, RedisObserver {
    private static final String OTHER = "other";

    /// Where `event.reason` is one of the server's own few words.
    private static final Set<Action> WITH_REASON =
            Set.of(Action.SESSION_ENDED, Action.SESSION_RENEWED, Action.REFRESH_REFUSED, Action.REQUEST_REFUSED);

    private static final Duration[] LATENCIES = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofMillis(2_500)
    };
    private static final double[] UNITS = {1, 2, 5, 10, 50, 200};

    /// The registry itself forgets whom it is to ask.
    private final List<Supplier<? extends Number>> watched = new CopyOnWriteArrayList<>();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Set<String> tenants;
    private final Map<Happened, Counter> happened = new ConcurrentHashMap<>();
    private final Map<Answered, Timer> answered = new ConcurrentHashMap<>();
    private final Timer read = timer(Metric.STORE_READ, List.of());
    private final Timer write = timer(Metric.STORE_WRITE, List.of());
    private final Timer commit = timer(Metric.STORE_COMMIT, List.of());
    private final DistributionSummary group;

    private final Map<Asked, Timer> asked = new ConcurrentHashMap<>();

    private record Asked(String use, Outcome outcome) {}

    private record Happened(Action action, String reason, String tenant) {}

    private record Answered(String method, String route, int status) {}

    /// @param tenants those that are told apart
    public Metrics(Events events, List<String> tenants) {
        this.tenants = Set.copyOf(tenants);
        this.group = DistributionSummary.builder(Metric.STORE_GROUP.wireName())
                .description(Metric.STORE_GROUP.meaning())
                .serviceLevelObjectives(UNITS)
                .register(registry);
        Arrays.stream(Action.values())
                .filter(action -> action.weight() == Weight.ALARMING)
                .forEach(this::begin);
        events.onPublished(this::count);
        counter(Metric.EVENTS_DROPPED, List.of(), events::dropped);
    }

    private Timer timer(Metric metric, List<String> values) {
        return Timer.builder(metric.wireName())
                .description(metric.meaning())
                .tags(tags(metric, values))
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
    }

    private static List<Tag> tags(Metric metric, List<String> values) {
        var tags = new ArrayList<Tag>();
        for (int i = 0; i < metric.labels().size(); i++) {
            tags.add(Tag.of(metric.labels().get(i), values.get(i)));
        }
        return tags;
    }

    /// Looks at `value`, which only grows, whenever somebody asks.
    public void counter(Metric metric, List<String> labels, Supplier<? extends Number> value) {
        watched.add(value);
        FunctionCounter.builder(metric.wireName(), value, Metrics::number)
                .description(metric.meaning())
                .tags(tags(metric, labels))
                .register(registry);
    }

    /// Looks at `value` whenever somebody asks.
    public void gauge(Metric metric, List<String> labels, Supplier<? extends Number> value) {
        Gauge.builder(metric.wireName(), value, (ToDoubleFunction<Supplier<? extends Number>>) Metrics::number)
                .description(metric.meaning())
                .tags(tags(metric, labels))
                .strongReference(true)
                .register(registry);
    }

    private static double number(Supplier<? extends Number> value) {
        return value.get().doubleValue();
    }

    /// Where the values of a label come and go.
    public Rows rows(Metric metric) {
        return new Rows(metric, registry);
    }

    /// What somebody may have to be woken for is shown before it happens: what begins with its first time at 1 has not
    /// risen. None of these has a reason.
    private void begin(Action action) {
        var labels = new HashSet<String>();
        if (action.fields().contains(Field.TENANT)) {
            labels.addAll(tenants);
            labels.add(OTHER);
        }
        if (!action.fields().contains(Field.TENANT) || action.fields().contains(Field.VERIFIER)) {
            labels.add("");
        }
        labels.forEach(tenant -> happened.computeIfAbsent(new Happened(action, "", tenant), this::counter));
    }

    private void count(Event event) {
        var action = event.action();
        var reason = WITH_REASON.contains(action) ? event.get(Field.REASON) : event.get(Field.HOW);
        var tenant = event.get(Field.TENANT);
        var label = tenant.isEmpty() || tenants.contains(tenant) ? tenant : OTHER;
        happened.computeIfAbsent(new Happened(action, reason, label), this::counter)
                .increment();
    }

    private Counter counter(Happened what) {
        var values = List.of(what.action.word(), what.action.outcome().word(), what.reason, what.tenant);
        return Counter.builder(Metric.EVENTS.wireName())
                .description(Metric.EVENTS.meaning())
                .tags(tags(Metric.EVENTS, values))
                .register(registry);
    }

    /// A request was answered.
    ///
    /// @param route its template
    public void answered(String method, String route, int status, long nanos) {
        answered.computeIfAbsent(
                        new Answered(method, route, status),
                        what -> timer(
                                Metric.HTTP_REQUESTS, List.of(what.route, what.method, Integer.toString(what.status))))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /// A request found no route.
    public void unrouted(int status) {
        Counter.builder(Metric.HTTP_UNROUTED.wireName())
                .description(Metric.HTTP_UNROUTED.meaning())
                .tags(tags(Metric.HTTP_UNROUTED, List.of(Integer.toString(status))))
                .register(registry)
                .increment();
    }

    @Override
    public void read(long nanos) {
        read.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void written(long nanos) {
        write.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void committed(long nanos, int units) {
        commit.record(nanos, TimeUnit.NANOSECONDS);
        group.record(units);
    }

    @Override
    public void asked(String use, Outcome outcome, long nanos) {
        asked.computeIfAbsent(
                        new Asked(use, outcome),
                        what -> timer(Metric.REDIS_REQUESTS, List.of(what.use, what.outcome.word())))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /// All of it, as text in Prometheus' format.
    public String scrape() {
        return registry.scrape();
    }
}
