package ripcord.verifier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How old what is held is, whatever the clocks and the network do. */
final class AnchoringTest extends FollowedFeed {
    @Test
    void whatIsHeldStaysAndAgesWhileTheServerIsAway() throws Exception {
        FeedPeer.Stream stream = following(1, Said.entries(10, 9));
        heartbeat(stream, 10, 1000);
        stream.cut();
        clocks.advance(Duration.ofSeconds(30));

        assertThat(feed.entries().barred(Said.sessionTarget(9))).isTrue();
        assertThat(staleness()).isGreaterThanOrEqualTo(Duration.ofSeconds(30).toNanos());
    }

    @Test
    void everyTenMinutesASecondStreamTakesOverWithoutAGap() throws Exception {
        FeedPeer.Stream first = following(1, Said.entries(10));
        heartbeat(first, 10, 1000);
        clocks.advance(Duration.ofMinutes(10));

        FeedPeer.Stream second = peer.stream();
        assertThat(second.lastEventId()).isEqualTo(Said.LOG + ":10");
        second.accept().event("hello", Said.hello(2, Said.LOG, 601_000));
        first.event("entries", Said.entries(11, 11));
        Eventually.is(() -> feed.entries().barred(Said.sessionTarget(11)));
        heartbeat(first, 11, 601_000);
        assertThat(staleness()).isBetween(1L, Duration.ofMillis(121).toNanos());
        assertThat(peer.pollPost("close", 100)).isNull();

        second.event("entries", Said.entries(12, 11, 12));
        assertThat(peer.pollPost("close", 100)).isNull();
        second.event("heartbeat", Said.heartbeat(12, 601_000));
        assertThat(peer.post("close").body()).contains(Said.subscription(1));
        assertThat(first.isCutByVerifier()).isTrue();
        assertThat(feed.evidence().seq()).isEqualTo(12);
        assertThat(staleness()).isLessThan(Duration.ofMillis(1).toNanos());
    }

    /** The second may be another relay's: who waits for that one waits until what it has told is too old to accept by. */
    @Test
    void theFormerIsNotOverAsLongAsWhatItToldIsFresherThanItsSuccessorsEvidence() throws Exception {
        FeedPeer.Stream first = following(1, Said.entries(10));
        heartbeat(first, 10, 1000);
        clocks.advance(Duration.ofMinutes(10));
        FeedPeer.Stream second = peer.stream().accept();
        clocks.advance(Duration.ofSeconds(1));
        heartbeat(first, 10, 602_000);

        second.event("hello", Said.hello(2, Said.LOG, 601_000)).event("entries", Said.entries(10));
        second.event("heartbeat", Said.heartbeat(10, 601_000));

        assertThat(first.isCutByVerifier()).isTrue();
        assertThat(peer.pollPost("close", 200)).isNull();
        heartbeat(second, 10, 602_000);
        assertThat(peer.post("close").body()).contains(Said.subscription(1));
    }

    @Test
    void aRequestThatTookLongToArriveDoesNotMakeEverythingAfterItStale() throws Exception {
        FeedPeer.Stream first = peer.stream().accept();
        clocks.advance(Duration.ofSeconds(3));
        first.event("hello", Said.hello(1, Said.LOG, 1000)).event("snapshot", Said.entries(10));
        heartbeat(first, 10, 1000);
        assertThat(staleness()).isGreaterThan(Duration.ofSeconds(3).toNanos());

        FeedPeer.Stream second = peer.stream();
        second.accept().event("hello", Said.hello(2, Said.LOG, 1000)).event("entries", Said.entries(10));
        heartbeat(second, 10, 1000);
        assertThat(staleness()).isLessThan(Duration.ofMillis(1).toNanos());
        assertThat(peer.isAskedWithin(200)).isFalse();
    }

    @Test
    void aWayThatIsAlwaysSlowIsTriedLessAndLessOften() throws Exception {
        for (int i = 1; i <= 4; i++) {
            FeedPeer.Stream stream = peer.stream().accept();
            assertThat(peer.isAskedWithin(100)).isFalse();
            clocks.advance(Duration.ofSeconds(3));
            stream.event("hello", Said.hello(i, Said.LOG, 1000)).event("snapshot", Said.entries(10));
            heartbeat(stream, 10, 1000 + i);
        }
        // The second is asked for at once, the third a second later at the earliest, the fourth two seconds later;
        // each took three. The fifth has to wait for the rest of four.
        assertThat(advancedUntilAsked()).isGreaterThanOrEqualTo(Duration.ofMillis(900));
    }

    @Test
    void clocksThatPartAnchorTheStreamAnew() throws Exception {
        FeedPeer.Stream first = following(1, Said.entries(10));
        heartbeat(first, 10, 1000);
        clocks.moveWall(Duration.ofSeconds(-1));
        assertThat(peer.isAskedWithin(200)).isFalse();

        clocks.moveWall(Duration.ofMillis(-1));
        assertThat(peer.stream().lastEventId()).isEqualTo(Said.LOG + ":10");
    }

    @Test
    void aWallClockThatWasSetNeverMakesTheCopyYounger() throws Exception {
        FeedPeer.Stream first = following(1, Said.entries(10));
        heartbeat(first, 10, 1000);
        clocks.advance(Duration.ofSeconds(5));
        long before = staleness();

        clocks.moveWall(Duration.ofHours(-1));
        assertThat(staleness()).isEqualTo(before);
        clocks.moveWall(Duration.ofHours(2));
        assertThat(staleness()).isGreaterThan(Duration.ofMinutes(59).toNanos());
    }

    @Test
    void aServerWhoseClockRunsAheadOfTimeIsNotBelieved() throws Exception {
        FeedPeer.Stream first = following(1, Said.entries(10));
        clocks.advance(Duration.ofSeconds(1));
        first.event("heartbeat", Said.heartbeat(10, 2001));

        assertThat(first.isCutByVerifier()).isTrue();
        assertThat(staleness()).isEqualTo(Long.MAX_VALUE);
    }
}
