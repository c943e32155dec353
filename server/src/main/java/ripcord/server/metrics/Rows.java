package ripcord.server.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.TreeMap;

/// A gauge whose label has values that come and go, and never more than a hundred.
public final class Rows {
    private static final int MOST = 100;
    private static final String OTHER = "other";

    private final String label;
    private final MultiGauge gauge;

    Rows(Metric metric, MeterRegistry registry) {
        this.label = metric.labels().getFirst();
        this.gauge = MultiGauge.builder(metric.wireName())
                .description(metric.meaning())
                .register(registry);
    }

    /// Shows these from now on, and no others.
    public void show(Map<String, Double> values) {
        var shown = new TreeMap<String, Double>();
        new TreeMap<>(values)
                .forEach((name, value) -> shown.merge(shown.size() < MOST ? name : OTHER, value, Math::max));
        gauge.register(
                shown.entrySet().stream()
                        .map(row -> MultiGauge.Row.of(Tags.of(label, row.getKey()), row.getValue()))
                        .toList(),
                true);
    }
}
