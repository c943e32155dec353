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

        assertThat(status.json()).contains("\"reported_at\":\"2026-11-21T09:30:00.123Z\"");
    }
}
