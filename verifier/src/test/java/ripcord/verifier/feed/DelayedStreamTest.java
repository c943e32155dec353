package ripcord.verifier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import ripcord.verifier.http.ApiKey;
import ripcord.verifier.http.Http;

/** Real time and real sockets, with something in between that holds bytes back. The truth is recorded and compared. */
final class DelayedStreamTest {
    private static final Duration BEAT = Duration.ofMillis(10);
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final Duration RECORDING = Duration.ofMillis(1500);

    private final FeedPeer peer = new FeedPeer();
    private final DelayingProxy proxy = new DelayingProxy(peer.port());
    private final ConcurrentSkipListMap<Long, Long> appendedAt = new ConcurrentSkipListMap<>();
    private final RevocationFeed feed = new RevocationFeed(
            new FeedSettings(
                    proxy.feed(),
                    new Declaration("orders", BOUND, "reject", Optional.empty(), ""),
                    new ApiKey(() -> "rc_k_secret"),
                    1_000_000,
                    false),
            new Http(Duration.ofSeconds(5), false),
            new RevocationFeed.Surroundings(Clocks.SYSTEM, new Random(1)),
            () -> Counters.ZERO);

    @AfterEach
    void close() throws IOException {
        feed.close();
        proxy.close();
        peer.close();
    }

    @Test
    void withoutDelay() throws Exception {
        assertThat(leastClaimWith(elapsed -> 0)).isLessThan(BOUND);
    }

    @Test
    void withAConstantDelay() throws Exception {
        assertThat(leastClaimWith(elapsed -> 300)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void withADelayThatGrows() throws Exception {
        assertThat(leastClaimWith(elapsed -> elapsed / 2)).isPositive();
    }

    @Test
    void withBytesThatAreHeldBackAndThenComeAllAtOnce() throws Exception {
        assertThat(leastClaimWith(elapsed -> Math.max(0, 400 - elapsed % 700))).isPositive();
    }

    private Duration leastClaimWith(DelayingProxy.Delay delay) throws InterruptedException {
        proxy.delay(delay);
        feed.start();
        serve(peer.stream());
        assertThat(feed.awaitEvidence(Duration.ofSeconds(10))).isTrue();
        long end = System.nanoTime() + RECORDING.toNanos();
        long least = Long.MAX_VALUE;
        while (System.nanoTime() < end) {
            least = Math.min(least, judge());
            LockSupport.parkNanos(100_000);
        }
        return Duration.ofNanos(least);
    }

    /** Appends an entry and beats, until the stream is cut. */
    private void serve(FeedPeer.Stream stream) {
        long origin = System.nanoTime();
        stream.accept().event("hello", Said.hello(1, Said.LOG, 0)).event("snapshot", Said.entries(0));
        var thread = new Thread(() -> {
            try {
                for (long seq = 1; ; seq++) {
                    long read = System.nanoTime();
                    stream.event("heartbeat", Said.heartbeat(seq - 1, Math.floorDiv(read - origin, 1000L) / 1000.0));
                    LockSupport.parkNanos(BEAT.toNanos() / 2);
                    appendedAt.put(seq, System.nanoTime());
                    LockSupport.parkNanos(BEAT.toNanos() / 2);
                    stream.event("entries", Said.entries(seq, seq));
                }
            } catch (UncheckedIOException e) {
                // The test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** The claim, after it was held against the youngest entry that is not held although it should be. */
    private long judge() {
        Evidence evidence = feed.evidence();
        long held = appendedAt.descendingKeySet().stream()
                .filter(seq -> feed.entries().barred(Said.sessionTarget(seq)))
                .findFirst()
                .orElse(0L);
        long now = System.nanoTime();
        long claimed = evidence.stalenessNanos(now, System.currentTimeMillis());
        var next = appendedAt.higherEntry(held);
        if (next != null) {
            assertThat(claimed)
                    .isGreaterThanOrEqualTo(
                            now - next.getValue() - Duration.ofMillis(1).toNanos());
        }
        return claimed;
    }
}
