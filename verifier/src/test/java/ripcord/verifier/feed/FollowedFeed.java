package ripcord.verifier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import ripcord.verifier.http.ApiKey;
import ripcord.verifier.http.Http;

/** A client of the feed and its peer on a real socket; time passes only when the test says so. */
abstract class FollowedFeed {
    static final String CONFIRMATION = "confirmation-001";

    final MovableClocks clocks = new MovableClocks();
    final FeedPeer peer = new FeedPeer();
    final AtomicReference<Counters> counters = new AtomicReference<>(Counters.ZERO);
    final RevocationFeed feed = new RevocationFeed(
            new FeedSettings(
                    peer.feed(),
                    new Declaration(
                            "orders", Duration.ofSeconds(2), "accept", Optional.of(Duration.ofMinutes(1)), "1.0"),
                    new ApiKey(() -> "rc_k_secret"),
                    1000,
                    false),
            new Http(Duration.ofSeconds(2), false),
            new RevocationFeed.Surroundings(clocks, new Random(1)),
            counters::get);

    @BeforeEach
    void start() {
        feed.start();
    }

    @AfterEach
    void close() throws IOException {
        feed.close();
        peer.close();
    }

    /** A stream that has caught up. */
    final FeedPeer.Stream following(int number, String snapshot) throws InterruptedException {
        FeedPeer.Stream stream = peer.stream().accept();
        stream.event("hello", Said.hello(number, Said.LOG, 1000)).event("snapshot", snapshot);
        Eventually.is(() -> feed.entries().size() >= snapshot.split("target_type", -1).length - 1);
        return stream;
    }

    final void heartbeat(FeedPeer.Stream stream, long seq, double read) {
        Evidence before = feed.evidence();
        stream.event("heartbeat", Said.heartbeat(seq, read));
        Eventually.is(() -> feed.evidence() != before && feed.evidence().seq() == seq);
    }

    /** The next stream, after a pause that is over as soon as it has begun. */
    final FeedPeer.Stream reconnected() throws InterruptedException {
        advancedUntilAsked();
        return peer.stream();
    }

    final Duration advancedUntilAsked() throws InterruptedException {
        Duration advanced = Duration.ZERO;
        while (!peer.isAskedWithin(80)) {
            assertThat(advanced).as("asked for a stream").isLessThan(Duration.ofMinutes(1));
            clocks.advance(Duration.ofMillis(100));
            advanced = advanced.plusMillis(100);
        }
        return advanced;
    }

    final long staleness() {
        return feed.evidence().stalenessNanos(clocks.monoNanos(), clocks.wallMillis());
    }
}
