package ripcord.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import ripcord.server.MovableClock;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;

/// What is counted has labels that nobody can multiply.
class MetricsTest {
    private final Events events = Events.toLog(new MovableClock());
    private final Metrics metrics = new Metrics(events, List.of("acme"));

    @Test
    void tenantsThatNobodyNamedAreCountedTogether() {
        events.publish(Event.sessionRefreshed("acme", "s", "rotated"));
        IntStream.range(0, 500).forEach(i -> events.publish(Event.sessionRefreshed("t" + i, "s", "rotated")));

        assertThat(lines("ripcord_events_total{"))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("tenant=\"acme\"").endsWith(" 1.0"))
                .anySatisfy(
                        line -> assertThat(line).contains("tenant=\"other\"").endsWith(" 500.0"));
    }

    @Test
    void whatPeopleWriteIsNoLabel() {
        events.publish(Event.revoked("acme", "subject", "alice", "said on the phone", "api_key:k"));

        assertThat(metrics.scrape()).doesNotContain("phone", "alice");
    }

    @Test
    void namesOfVerifiersBeyondAHundredAreCountedTogether() {
        var many =
                IntStream.range(0, 5_000).boxed().collect(Collectors.toMap(i -> "v" + (10_000 + i), i -> (double) i));

        metrics.rows(Metric.FEED_STALENESS).show(many);

        assertThat(lines("ripcord_feed_staleness_seconds{"))
                .hasSize(101)
                .contains("ripcord_feed_staleness_seconds{verifier=\"other\"} 4999.0");
    }

    private List<String> lines(String prefix) {
        return metrics.scrape().lines().filter(line -> line.startsWith(prefix)).toList();
    }
}
