package ripcord.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ripcord.verifier.feed.Proved;

/// What a relay tells of the issuer's time, and drops entries by, whatever is done to its own clock.
class FreshnessTest {
    private static final Instant THERE = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant HERE = Instant.parse("2026-01-01T12:00:07Z");

    private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
    private final AtomicLong millis = new AtomicLong(HERE.toEpochMilli());
    private final Freshness freshness = new Freshness(nanos::get, () -> Instant.ofEpochMilli(millis.get()));

    @BeforeEach
    void streamBegins() {
        offer(THERE);
    }

    private void offer(Instant there) {
        freshness.offer(Proved.at(nanos.get(), millis.get(), there.toEpochMilli()));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        millis.addAndGet(time.toMillis());
    }

    @Test
    void theIssuersTimeGoesOnWithoutIt() {
        pass(Duration.ofHours(1));

        assertThat(freshness.instant()).isEqualTo(THERE.plusSeconds(3600));
        assertThat(freshness.knowsTheTime()).isTrue();
        assertThat(freshness.isClockSet()).isFalse();
    }

    @Test
    void whoeverSetsTheClockOfARelayEndsNoEntrySoonerAndNoneLater() {
        for (var step : new Duration[] {Duration.ofHours(2), Duration.ofHours(-4)}) {
            millis.addAndGet(step.toMillis());
            pass(Duration.ofSeconds(1));
            // A heartbeat of the stream that began before.
            freshness.offer(Proved.at(nanos.get() - 1_000_000_000L, millis.get() - 1_000 - step.toMillis(), 0));

            assertThat(freshness.instant()).isAfterOrEqualTo(THERE).isBefore(THERE.plusSeconds(3));
            assertThat(freshness.isClockSet())
                    .as("nobody is told what time it is")
                    .isTrue();
            assertThat(freshness.knowsTheTime()).as("nothing is dropped").isFalse();
            millis.addAndGet(-step.toMillis());
        }
    }

    @Test
    void aStreamThatBeganAfterTheClockWasSetSaysTheTimeAgain() {
        millis.addAndGet(Duration.ofHours(2).toMillis());

        offer(THERE.plusSeconds(1));

        assertThat(freshness.instant()).isEqualTo(THERE.plusSeconds(1));
        assertThat(freshness.isClockSet()).isFalse();
        assertThat(freshness.knowsTheTime()).isTrue();
    }

    @Test
    void beforeAnythingWasHeardNothingIsDropped() {
        var none = new Freshness(nanos::get, () -> Instant.ofEpochMilli(millis.get()));

        assertThat(none.knowsTheTime()).isFalse();
        assertThat(none.isClockSet()).isFalse();
        assertThat(none.age()).isGreaterThanOrEqualTo(Duration.ofDays(1));
    }
}
