package ripcord.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Durations as people type them, times as they read them.
class TimesTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void durationsAreTypedShortOrAsIsoHasThem() {
        assertThat(Times.parse("500ms")).contains(Duration.ofMillis(500));
        assertThat(Times.parse("2s")).contains(Duration.ofSeconds(2));
        assertThat(Times.parse("15m")).contains(Duration.ofMinutes(15));
        assertThat(Times.parse("90d")).contains(Duration.ofDays(90));
        assertThat(Times.parse("PT0.5S")).contains(Duration.ofMillis(500));
    }

    @Test
    void whatIsNoDurationIsNone() {
        for (var text :
                new String[] {"", "2", "s", "-2s", "2 s", "PT-2S", "P1Y", "9999999999999s", "P99999999999D", "٢s"}) {
            assertThat(Times.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void aTimeSaysHowFarAwayItIs() {
        assertThat(Times.relative("2026-11-21T11:57:00.250Z", NOON)).isEqualTo("2026-11-21 11:57:00Z (2 min ago)");
        assertThat(Times.relative("2026-11-28T12:00:00Z", NOON)).isEqualTo("2026-11-28 12:00:00Z (in 7 d)");
        assertThat(Times.relative("soon", NOON)).isEqualTo("soon");
    }
}
