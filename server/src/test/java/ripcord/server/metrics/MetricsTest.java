package ripcord.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import ripcord.server.MovableClock;
import ripcord.server.audit.Event;
import ripcord.server.audit.EventExamples;
import ripcord.server.audit.Events;
import ripcord.server.audit.Weight;

/// What is counted has labels that nobody can multiply.
class MetricsTest {
    private final Events events = Events.toLog(new MovableClock());
    private final Metrics metrics = new Metrics(events, List.of("acme"));

    @Test
    void tenantsThatNobodyNamedAreCountedTogether() {
        events.publish(Event.sessionRefreshed("acme", "s", "rotated"));
        IntStream.range(0, 500).forEach(i -> events.publish(Event.sessionRefreshed("t" + i, "s", "rotated")));

        assertThat(lines("ripcord_events_total{action=\"session_refreshed\""))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("tenant=\"acme\"").endsWith(" 1.0"))
                .anySatisfy(
                        line -> assertThat(line).contains("tenant=\"other\"").endsWith(" 500.0"));
    }

    /// The registry forgets what nobody else holds.
    @Test
    void whatIsCountedElsewhereIsStillAskedAfterMemoryWasTidied() {
        var count = new LongAdder();
        metrics.counter(Metric.STALE_ANSWERS, List.of(), count::sum);
        count.increment();
        System.gc();
        count.increment();

        assertThat(lines("ripcord_stale_answers_total"))
                .singleElement()
                .satisfies(line -> assertThat(line).endsWith(" 2.0"));
    }

    /// One that began at 1 would not have risen: `rate` misses the first.
    @Test
    void theFirstOfWhatAlarmsIsARise() {
        assertThat(lines("ripcord_events_total{action=\"refresh_reused\""))
                .containsExactlyInAnyOrder(reused("acme") + " 0.0", reused("other") + " 0.0");
        assertThat(lines("ripcord_events_total{action=\"verifier_missing\"")).hasSize(3);
        assertThat(lines("ripcord_events_total{action=\"events_dropped\"")).hasSize(1);

        events.publish(Event.refreshReused("t1", "s", "", ""));

        assertThat(lines("ripcord_events_total{action=\"refresh_reused\""))
                .containsExactlyInAnyOrder(reused("acme") + " 0.0", reused("other") + " 1.0");
    }

    private static String reused(String tenant) {
        return "ripcord_events_total{action=\"refresh_reused\",outcome=\"failure\",reason=\"\",tenant=\"" + tenant
                + "\"}";
    }

    /// Whatever alarms is shown before, under the labels that it will have.
    @Test
    void nothingThatAlarmsBeginsAtOne() {
        var alarms = EventExamples.all().stream()
                .filter(event -> event.action().weight() == Weight.ALARMING)
                .toList();
        var before = lines("ripcord_events_total{").size();

        alarms.forEach(events::publish);

        assertThat(alarms).hasSizeGreaterThan(5);
        assertThat(lines("ripcord_events_total{")).hasSize(before);
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
