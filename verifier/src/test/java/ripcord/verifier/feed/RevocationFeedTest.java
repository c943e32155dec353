package ripcord.verifier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ripcord.verifier.http.ApiKey;
import ripcord.verifier.http.Http;

/** The client of the feed against a peer on a real socket; time passes only when the test says so. */
final class RevocationFeedTest {
    private static final String CONFIRMATION = "confirmation-001";

    private final MovableClocks clocks = new MovableClocks();
    private final FeedPeer peer = new FeedPeer();
    private final AtomicReference<Counters> counters = new AtomicReference<>(Counters.ZERO);
    private final RevocationFeed feed = new RevocationFeed(
            new FeedSettings(
                    peer.feed(),
                    new Declaration(
                            "orders", Duration.ofSeconds(2), "accept", Optional.of(Duration.ofMinutes(1)), "1.0"),
                    new ApiKey(() -> "rc_k_secret"),
                    1000),
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

    @Test
    void declaresItselfAndAsksForASnapshotFirst() throws Exception {
        FeedPeer.Stream stream = peer.stream();

        assertThat(stream.path)
                .isEqualTo("/t/default/feed?name=orders&max_staleness_ms=2000&when_stale=accept"
                        + "&accept_for_ms=60000&version=1.0");
        assertThat(stream.headers).containsEntry("authorization", "Bearer rc_k_secret");
        assertThat(stream.headers).containsEntry("accept", "text/event-stream");
        assertThat(stream.lastEventId()).isNull();
    }

    @Test
    void usesEntriesAndKnowsHowFreshTheyAre() throws Exception {
        FeedPeer.Stream stream = following(1, Said.entries(10, 9));
        assertThat(feed.entries().revokedAfter(Said.sessionTarget(9), 8)).isTrue();
        assertThat(staleness()).isEqualTo(Long.MAX_VALUE);

        clocks.advance(Duration.ofMillis(500));
        stream.event("heartbeat", Said.heartbeat(10, 1400));
        Eventually.is(() -> feed.evidence().seq() == 10);

        assertThat(staleness())
                .isBetween(
                        Duration.ofMillis(100).toNanos(), Duration.ofMillis(101).toNanos());
        assertThat(feed.evidence().maxStalenessMillis()).isEqualTo(2000);
        assertThat(feed.awaitEvidence(Duration.ZERO)).isTrue();

        stream.event("entries", Said.entries(11, 11));
        Eventually.is(() -> feed.entries().revokedAfter(Said.sessionTarget(11), 10));
    }

    @Test
    void anUnknownEventAndCommentsArePassedOver() throws Exception {
        FeedPeer.Stream stream = following(1, Said.entries(10));
        stream.raw(": a comment\n\nevent: tomorrow\ndata: <anything>\ndata: [more\n\nid: 5\nretry: 7\n\n");

        heartbeat(stream, 10, 1000);
    }

    @Test
    void thereIsNoEvidenceBeforeASlowSnapshotIsComplete() throws Exception {
        FeedPeer.Stream stream = peer.stream().accept();
        stream.event("hello", Said.hello(1, Said.LOG, 1000));
        stream.raw("event: snapshot\ndata: {\"seq\":10,\"entries\":[" + Said.session(1) + ",");
        Eventually.is(() -> feed.entries().barred(Said.sessionTarget(1)));
        assertThat(feed.awaitEvidence(Duration.ofMillis(50))).isFalse();

        stream.raw(Said.session(2) + "]}\n\n");
        heartbeat(stream, 10, 1000);
        assertThat(feed.entries().barred(Said.sessionTarget(2))).isTrue();
    }

    @Test
    void confirmsOnlyWhatEveryLookUpUsesAlready() throws Exception {
        var used = new AtomicBoolean();
        peer.onPost(posted -> used.set(
                !posted.path().endsWith("confirm") || feed.entries().revokedAfter(Said.sessionTarget(20), 19)));
        FeedPeer.Stream stream = following(1, Said.entries(10));
        stream.event("confirm", Said.confirm(CONFIRMATION, 20));
        assertThat(peer.pollPost("confirm", 100)).isNull();

        stream.event("entries", Said.entries(20, 20));

        FeedPeer.Posted posted = peer.post("confirm");
        assertThat(posted.path()).isEqualTo("/t/default/feed/confirm");
        assertThat(posted.body())
                .isEqualTo("{\"subscription\":\"" + Said.subscription(1) + "\",\"confirmation\":\"" + CONFIRMATION
                        + "\",\"seq\":20}");
        assertThat(posted.headers()).containsEntry("authorization", "Bearer rc_k_secret");
        assertThat(used).isTrue();
    }

    @Test
    void confirmsAtOnceWhatIsHeld() throws Exception {
        FeedPeer.Stream stream = following(1, Said.entries(10));
        stream.event("confirm", Said.confirm(CONFIRMATION, 10));

        assertThat(peer.post("confirm").body()).contains("\"seq\":10");
    }

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
        assertThat(peer.post("close").body()).isEqualTo("{\"subscription\":\"" + Said.subscription(1) + "\"}");
        assertThat(feed.entries().barred(Said.sessionTarget(20))).isTrue();
    }

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
        assertThat(peer.post("close").body()).contains(Said.subscription(1));
        assertThat(first.isCutByVerifier()).isTrue();
        second.event("heartbeat", Said.heartbeat(12, 601_000));
        Eventually.is(() -> feed.evidence().seq() == 12);
        assertThat(staleness()).isLessThan(Duration.ofMillis(1).toNanos());
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

    @Test
    void aChangedPolicyIsAskedForSoon() throws Exception {
        FeedPeer.Stream first = following(1, Said.entries(10));
        first.event("entries", Said.event(11, Said.entry(11, TargetType.TENANT, "", "invalidate")));
        Eventually.is(() -> feed.entries().anyAfter(Target.of(TargetType.TENANT, "default", ""), 10));
        // The time to ask is drawn just after the entry is in use, so one step of the clock could come before that.
        for (int i = 0; i < 10 && !peer.isAskedWithin(50); i++) {
            clocks.advance(Duration.ofMillis(100));
        }

        assertThat(peer.stream().lastEventId()).isEqualTo(Said.LOG + ":11");
    }

    @Test
    void listenersHearOfEntriesThatAreInUse() throws Exception {
        var heard = new CopyOnWriteArrayList<Entry>();
        var inUse = new AtomicBoolean(true);
        feed.onEntries(batch -> batch.entries().forEach(entry -> {
            inUse.compareAndSet(true, feed.entries().barred(entry.target()));
            heard.add(entry);
        }));
        feed.onEntries(batch -> {
            throw new IllegalStateException("a listener that fails");
        });
        FeedPeer.Stream stream = following(1, Said.entries(10, 9));
        stream.event("entries", Said.entries(11, 11));

        Eventually.is(() -> heard.size() == 2);
        assertThat(heard).extracting(Entry::seq).containsExactly(9L, 11L);
        assertThat(inUse).isTrue();
    }

    @Test
    void aListenerThatIsStuckDelaysNothingAndIsToldToLookEverythingUp() throws Exception {
        var release = new CountDownLatch(1);
        var batches = new CopyOnWriteArrayList<Batch>();
        feed.onEntries(batch -> {
            batches.add(batch);
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        FeedPeer.Stream stream = following(1, Said.entries(10));
        for (int seq = 11; seq < 1011; seq++) {
            stream.event("entries", Said.entries(seq, seq));
        }
        heartbeat(stream, 1010, 1000);
        release.countDown();

        Eventually.is(() -> batches.stream().anyMatch(Batch::more));
    }

    @Test
    void keysAreAnnounced() throws Exception {
        var heard = new CopyOnWriteArrayList<KeyNews>();
        feed.onKeys(heard::add);
        FeedPeer.Stream stream = peer.stream().accept();
        stream.event("hello", Said.hello(1, Said.LOG, 1000)).event("keys", Said.keys("kid-1", "active"));

        Eventually.is(() -> heard.size() == 1);
        assertThat(heard.get(0)).isEqualTo(new KeyNews("default", List.of(new KeyNews.Key("kid-1", "active"))));
    }

    @Test
    void reportsWhatItCountedUnderEachSubscription() throws Exception {
        FeedPeer.Stream first = following(1, Said.entries(10));
        heartbeat(first, 10, 1000);
        counters.set(new Counters(5, Map.of("REVOKED", 2L)));
        clocks.advance(Duration.ofSeconds(10));
        assertThat(peer.post("report").body())
                .isEqualTo("{\"subscription\":\"" + Said.subscription(1) + "\",\"seq\":10,\"staleness_ms\":10003"
                        + ",\"verified\":5,\"rejected\":{\"REVOKED\":2},\"version\":\"1.0\"}");

        first.cut();
        FeedPeer.Stream second = reconnected();
        second.accept().event("hello", Said.hello(2, Said.LOG, 20_000)).event("entries", Said.entries(10));
        peer.post("close");
        counters.set(new Counters(6, Map.of("REVOKED", 2L, "STALE", 1L)));
        clocks.advance(Duration.ofSeconds(10));

        assertThat(peer.post("report").body())
                .contains("\"subscription\":\"" + Said.subscription(2))
                .contains("\"verified\":1,\"rejected\":{\"STALE\":1}");
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
    void endedEntriesAreDroppedAfterTheirTimeAndNotBefore() throws Exception {
        FeedPeer.Stream stream = following(1, Said.entries(10, 9));
        heartbeat(stream, 10, 1000);
        clocks.advance(Duration.ofMinutes(76));
        assertThat(feed.entries().barred(Said.sessionTarget(9))).isTrue();

        clocks.advance(Duration.ofMinutes(2));
        Eventually.is(() -> !feed.entries().barred(Said.sessionTarget(9)));
    }

    /** A stream that has caught up. */
    private FeedPeer.Stream following(int number, String snapshot) throws InterruptedException {
        FeedPeer.Stream stream = peer.stream().accept();
        stream.event("hello", Said.hello(number, Said.LOG, 1000)).event("snapshot", snapshot);
        Eventually.is(() -> feed.entries().size() >= snapshot.split("target_type", -1).length - 1);
        return stream;
    }

    private void heartbeat(FeedPeer.Stream stream, long seq, double read) {
        Evidence before = feed.evidence();
        stream.event("heartbeat", Said.heartbeat(seq, read));
        Eventually.is(() -> feed.evidence() != before && feed.evidence().seq() == seq);
    }

    /** The next stream, after a pause that is over as soon as it has begun. */
    private FeedPeer.Stream reconnected() throws InterruptedException {
        advancedUntilAsked();
        return peer.stream();
    }

    private Duration advancedUntilAsked() throws InterruptedException {
        Duration advanced = Duration.ZERO;
        while (!peer.isAskedWithin(80)) {
            assertThat(advanced).as("asked for a stream").isLessThan(Duration.ofMinutes(1));
            clocks.advance(Duration.ofMillis(100));
            advanced = advanced.plusMillis(100);
        }
        return advanced;
    }

    private long staleness() {
        return feed.evidence().stalenessNanos(clocks.monoNanos(), clocks.wallMillis());
    }
}
