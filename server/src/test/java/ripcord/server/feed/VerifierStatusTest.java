package ripcord.server.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerifierStatusTest {
    @Test
    void timesHaveMillisecondsAndNoMore() {
        var at = Instant.parse("2026-11-21T09:30:00.123456789Z");
        var report = new Report(at, 7, 1.5, null, 3, Map.of());
        var status = new VerifierStatus("id", FeedFixture.declaration("orders"), Instant.EPOCH, null, report);

        assertThat(status.json(Instant.EPOCH)).contains("\"reported_at\":\"2026-11-21T09:30:00.123Z\"");
    }

    @Test
    void whoIsLostKnowsLessFromThenOn() {
        var lost = Instant.parse("2026-11-21T09:30:00.123Z");
        var report = new Report(lost.minusSeconds(3), 7, 1.5, null, 3, Map.of());
        var declared = FeedFixture.declaration("orders");
        var reported = new VerifierStatus("id", declared, Instant.EPOCH, lost, report);
        var silent = new VerifierStatus("id", declared, Instant.EPOCH, lost, null);
        var connected = new VerifierStatus("id", declared, Instant.EPOCH, null, report);

        assertThat(reported.json(lost.plusMillis(4250))).contains("\"staleness_ms\":4250.0");
        assertThat(silent.json(lost.plusMillis(4250))).contains("\"staleness_ms\":4250.0");
        assertThat(connected.json(lost.plusMillis(4250))).contains("\"staleness_ms\":1.5");
    }
}
