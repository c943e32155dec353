package ripcord.verifier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What the client of the feed holds, tells and answers while a stream goes on. */
final class RevocationFeedTest extends FollowedFeed {
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
        assertThat(heard.get(0))
                .isEqualTo(new KeyNews("default", List.of(new KeyNews.Key("kid-1", "active", "2026-01-01T00:00:00Z"))));
    }

    @Test
    void keysThatAreHeldAreConfirmedOnTheStreamThatIsOpen() throws Exception {
        heartbeat(following(1, Said.entries(10)), 10, 1000);

        feed.holdsKeys("default", List.of("kid-1", "kid-2"));

        assertThat(peer.post("keys").body())
                .isEqualTo("{\"subscription\":\"" + Said.subscription(1)
                        + "\",\"kids\":{\"default\":[\"kid-1\",\"kid-2\"]}}");
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
        heartbeat(second, 10, 20_000);
        peer.post("close");
        counters.set(new Counters(6, Map.of("REVOKED", 2L, "STALE", 1L)));
        clocks.advance(Duration.ofSeconds(10));

        assertThat(peer.post("report").body())
                .contains("\"subscription\":\"" + Said.subscription(2))
                .contains("\"verified\":1,\"rejected\":{\"STALE\":1}");
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

    @Test
    void aCompromisedKeyIsBarredForGood() throws Exception {
        FeedPeer.Stream stream = following(1, Said.entries(10, 9));
        stream.event("entries", Said.event(11, Said.entry(11, TargetType.SIGNING_KEY, "kid-1", "revoke")));
        heartbeat(stream, 11, 1000);

        clocks.advance(Duration.ofMinutes(80));

        Eventually.is(() -> !feed.entries().barred(Said.sessionTarget(9)));
        assertThat(feed.entries().barred(Target.of(TargetType.SIGNING_KEY, "default", "kid-1")))
                .isTrue();
    }

    @Test
    void theEvidenceIsAboutTheTenantsThatTheStreamHasNamed() throws Exception {
        FeedPeer.Stream stream = following(1, Said.entries(10));
        heartbeat(stream, 10, 1000);
        assertThat(feed.evidence().names("default")).isFalse();

        stream.event("keys", Said.keys("kid-1", "active"));
        clocks.advance(Duration.ofMillis(1));
        heartbeat(stream, 11, 1001);

        assertThat(feed.evidence().names("default")).isTrue();
        assertThat(feed.evidence().names("acme")).isFalse();
    }
}
