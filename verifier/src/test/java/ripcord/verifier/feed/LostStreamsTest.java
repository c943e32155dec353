package ripcord.verifier.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How streams end, and how the client of the feed comes back. */
final class LostStreamsTest extends FollowedFeed {
    @Test
    void goesOnFromWhereItWasAndClosesTheLostSubscriptionOnlyThen() throws Exception {
        FeedPeer.Stream first = following(1, Said.entries(10));
        heartbeat(first, 15, 1000);
        first.cut();

        FeedPeer.Stream second = reconnected();
        assertThat(second.lastEventId()).isEqualTo(Said.LOG + ":15");
        second.accept().event("hello", Said.hello(2, Said.LOG, 2000));
        assertThat(peer.pollPost("close", 100)).isNull();

        second.event("entries", Said.entries(20, 20));
        assertThat(peer.pollPost("close", 100)).isNull();

        heartbeat(second, 20, 2000);
        assertThat(peer.post("close").body()).isEqualTo("{\"subscription\":\"" + Said.subscription(1) + "\"}");
        assertThat(feed.entries().barred(Said.sessionTarget(20))).isTrue();
    }

    @Test
    void garbageCutsTheStreamAndTheNextBeginsWithASnapshot() throws Exception {
        FeedPeer.Stream first = following(1, Said.entries(10, 9));
        heartbeat(first, 10, 1000);
        first.event("heartbeat", "{\"seq\":9,\"read\":1500,\"at\":\"2026-01-01T00:00:00Z\"}");
        assertThat(first.isCutByVerifier()).isTrue();

        FeedPeer.Stream second = reconnected();
        assertThat(second.lastEventId()).isNull();
        second.accept().event("hello", Said.hello(2, Said.LOG, 2000)).event("snapshot", Said.entries(5, 4));
        heartbeat(second, 5, 2000);

        assertThat(feed.entries().barred(Said.sessionTarget(9))).isTrue();
        assertThat(feed.entries().barred(Said.sessionTarget(4))).isTrue();
    }

    @Test
    void aSnapshotThatReachesLessThanWasSeenIsNotBelieved() throws Exception {
        FeedPeer.Stream first = following(1, Said.entries(10));
        heartbeat(first, 15, 1000);
        first.cut();

        FeedPeer.Stream second = reconnected();
        second.accept().event("hello", Said.hello(2, Said.LOG, 2000)).event("snapshot", Said.entries(14));
        assertThat(second.isCutByVerifier()).isTrue();

        assertThat(reconnected().lastEventId()).isNull();
    }

    @Test
    void anotherLogIsCompletedFromASnapshotAndNothingHeldIsDropped() throws Exception {
        FeedPeer.Stream first = following(1, Said.entries(10, 9));
        heartbeat(first, 10, 1000);
        first.cut();

        FeedPeer.Stream second = reconnected();
        second.accept().event("hello", Said.hello(2, Said.OTHER_LOG, 2000)).event("snapshot", Said.entries(3, 2));
        heartbeat(second, 3, 2000);
        assertThat(feed.entries().barred(Said.sessionTarget(9))).isTrue();
        second.cut();

        assertThat(reconnected().lastEventId()).isEqualTo(Said.OTHER_LOG + ":3");
    }

    @Test
    void anotherLogCannotBeGoneOnWith() throws Exception {
        FeedPeer.Stream first = following(1, Said.entries(10));
        heartbeat(first, 10, 1000);
        first.cut();

        FeedPeer.Stream second = reconnected();
        second.accept().event("hello", Said.hello(2, Said.OTHER_LOG, 2000)).event("entries", Said.entries(20, 20));
        assertThat(second.isCutByVerifier()).isTrue();
    }

    @Test
    void afterByeItComesBackNoSoonerThanWished() throws Exception {
        FeedPeer.Stream first = following(1, Said.entries(10));
        first.event("bye", "{\"retry_ms\":5000}");
        assertThat(first.isCutByVerifier()).isTrue();

        assertThat(advancedUntilAsked()).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
        assertThat(peer.stream().lastEventId()).isEqualTo(Said.LOG + ":10");
    }

    @Test
    void aServerThatIsBusyIsLeftAloneForAsLongAsItSays() throws Exception {
        peer.stream().refuse("429 Too Many Requests\r\nRetry-After: 3");

        assertThat(advancedUntilAsked()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void redirectsAndOtherContentAreNotFollowed() throws Exception {
        peer.stream().refuse("302 Found\r\nLocation: " + peer.feed() + "/elsewhere");
        FeedPeer.Stream second = reconnected();
        assertThat(second.path).startsWith("/t/default/feed?");

        second.refuse("200 OK\r\nContent-Type: text/html");
        reconnected();
    }

    @Test
    void aStreamWithoutHeartbeatsIsCut() throws Exception {
        FeedPeer.Stream first = following(1, Said.entries(10));
        heartbeat(first, 10, 1000);
        clocks.advance(Duration.ofMinutes(45));
        heartbeat(first, 10, 1000 + 3 * 900_000);
        // Long enough for the anchor: the second stream stays without an answer.
        peer.stream();
        clocks.advance(Duration.ofMinutes(45).plusMillis(1));

        assertThat(first.isCutByVerifier()).isTrue();
    }

    @Test
    void aChangedPolicyIsAskedForSoon() throws Exception {
        FeedPeer.Stream first = following(1, Said.entries(10));
        first.event("entries", Said.event(11, Said.entry(11, TargetType.TENANT, "", "invalidate")));
        heartbeat(first, 11, 1000);
        Eventually.is(() -> feed.entries().anyAfter(Target.of(TargetType.TENANT, "default", ""), 10));
        // The time to ask is drawn just after the entry is in use, so one step of the clock could come before that.
        for (int i = 0; i < 10 && !peer.isAskedWithin(50); i++) {
            clocks.advance(Duration.ofMillis(100));
        }

        assertThat(peer.stream().lastEventId()).isEqualTo(Said.LOG + ":11");
    }

    @Test
    void whoLeavesReportsForTheLastTimeAndSaysSo() throws Exception {
        FeedPeer.Stream stream = following(1, Said.entries(10));
        heartbeat(stream, 10, 1000);
        counters.set(new Counters(7, Map.of()));

        feed.close();

        assertThat(peer.post("report").body()).contains("\"verified\":7");
        assertThat(peer.post("close").body()).contains(Said.subscription(1));
        assertThat(stream.isCutByVerifier()).isTrue();
        clocks.advance(Duration.ofMinutes(1));
        assertThat(peer.isAskedWithin(200)).isFalse();
    }

    @Test
    void aStreamThatLastedIsMissedForAMomentOnlyHoweverOftenThatHappens() throws Exception {
        FeedPeer.Stream stream = following(1, Said.entries(10));
        heartbeat(stream, 10, 1000);
        for (int i = 2; i <= 9; i++) {
            clocks.advance(Duration.ofSeconds(11));
            stream.cut();

            assertThat(advancedUntilAsked()).isLessThan(Duration.ofMillis(800));
            stream = peer.stream().accept();
            stream.event("hello", Said.hello(i, Said.LOG, 1000)).event("entries", Said.entries(10));
            heartbeat(stream, 10, 1000);
            assertThat(peer.post("close").body()).contains(Said.subscription(i - 1));
        }
    }

    @Test
    void memoryThatIsShortForAMomentDoesNotEndTheFeedForGood() throws Exception {
        FeedPeer.Stream first = following(1, Said.entries(10));
        heartbeat(first, 10, 1000);
        clocks.failOnceOn("ripcord-feed");
        Eventually.is(clocks::hasFailed);

        first.cut();
        assertThat(reconnected().lastEventId()).isEqualTo(Said.LOG + ":10");
    }

    @Test
    void whoLeavesAServerThatHangsLeavesAllTheSame() throws Exception {
        FeedPeer.Stream stream = following(1, Said.entries(10));
        heartbeat(stream, 10, 1000);
        var over = new CountDownLatch(1);
        peer.onPost(posted -> uninterruptibly(over));

        assertTimeoutPreemptively(Duration.ofSeconds(8), () -> {
            feed.close();
            assertThat(stream.isCutByVerifier()).isTrue();
        });
        over.countDown();
    }

    private static void uninterruptibly(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
