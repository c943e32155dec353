package ripcord.server.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.feed.FeedFixture.declaration;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.MovableClock;

/// The last that is said on a stream, and what is not said any more.
class FeedStreamEndTest {
    @TempDir
    Path folder;

    private FeedFixture feed;

    @BeforeEach
    void open() {
        var many = new FeedStreams.Share(500, 500, 500);
        feed = new FeedFixture(
                folder,
                new MovableClock(),
                new FeedStreams.Limits(Duration.ofMillis(200), Duration.ofSeconds(60), many, many));
    }

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    void aReaderThatDoesNotTakeTheEndIsCut() {
        var reader = feed.follow(declaration("stopped", new FeedScope.All(), Duration.ofHours(1)), null);
        reader.next("heartbeat");
        reader.stop();

        feed.subscriptions.close("key", reader.subscription());

        assertThat(reader.awaitEnd()).isNotNull();
        assertThat(feed.streams.cutStreams()).isPositive();
    }
}
