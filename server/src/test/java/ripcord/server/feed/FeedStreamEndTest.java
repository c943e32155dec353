package ripcord.server.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static ripcord.server.feed.FeedFixture.declaration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.server.audit.Events;

/// The last that is said on a stream, and what is not said any more.
class FeedStreamEndTest {
    @TempDir
    Path folder;

    private FeedFixture feed;

    @BeforeEach
    void open() {
        feed = FeedFixture.open(folder, Duration.ofSeconds(1));
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

    @Test
    void aStreamThatIsCutBeforeItRunsSaysNothing() {
        var out = new ByteArrayOutputStream();
        try (var stream = feed.open(declaration("cut"))) {
            stream.cut();

            assertThatThrownBy(() -> stream.run(out, new FeedStream.Start(feed.streams.arrival(), "")))
                    .isInstanceOf(IOException.class);
        }
        assertThat(out.size()).isZero();
    }

    @Test
    void aStreamThatIsOpenedWhileTheServerStopsDoesNotOutliveTheGoodbye() {
        var demands = FeedStreams.demands(feed.store.tenants, feed.store.policies);
        var stopping = new AtomicReference<FeedStreams>();
        var clocks = new Subscriptions.Clocks(feed.clock, new Monotonic(System::nanoTime));
        stopping.set(new FeedStreams(
                new FeedStreams.Sources(
                        feed.store.log,
                        new OwnRings(feed.keys, feed.store.tenants, feed.clock),
                        scope -> {
                            stopping.get().close();
                            return demands.terms(scope);
                        },
                        feed.subscriptions,
                        Events.toLog(feed.clock),
                        now -> now),
                FeedStreams.Limits.within(40_000),
                new SecureRandom(),
                clocks));

        var opening = stopping.get().open(declaration("late"));

        assertThat(opening).isInstanceOf(FeedStreams.Opening.Closing.class);
        assertThat(stopping.get().size()).isZero();
    }
}
