package ripcord.server.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.feed.FeedFixture.OTHER;
import static ripcord.server.feed.FeedFixture.TENANT;
import static ripcord.server.feed.FeedFixture.declaration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ripcord.server.MovableClock;
import ripcord.server.policy.Policy;
import ripcord.server.policy.Policy.RevocationPolicy;
import ripcord.server.policy.Policy.RevocationStrategy;
import ripcord.server.policy.Policy.StaleMode;
import ripcord.server.revocation.RevocationLog;

class FeedStreamTest {
    private static final FeedScope ALL = new FeedScope.All();

    @TempDir
    Path folder;

    private FeedFixture feed;

    @BeforeEach
    void open() {
        feed = FeedFixture.open(folder);
    }

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    void aStreamBeginsWithHelloKeysSnapshotAndAHeartbeat() {
        long seq = feed.revoke(TENANT, "alice");

        var reader = feed.follow("orders");

        var hello = reader.next();
        assertThat(hello.name()).isEqualTo("hello");
        assertThat(hello.data().get("subscription").stringValue()).isEqualTo(reader.subscription());
        assertThat(hello.data().get("log").stringValue()).isEqualTo(feed.store.log.logId());
        assertThat(hello.data().get("heartbeat_ms").intValue()).isEqualTo(500);
        assertThat(hello.data().get("max_staleness_ms").intValue()).isEqualTo(2000);
        var keys = reader.next();
        assertThat(keys.name()).isEqualTo("keys");
        assertThat(keys.data().get("kids")).hasSize(2);
        var snapshot = reader.next();
        assertThat(snapshot.name()).isEqualTo("snapshot");
        assertThat(snapshot.id()).isEqualTo(feed.store.log.logId() + ":" + seq);
        assertThat(snapshot.entries()).containsExactly(seq);
        var heartbeat = reader.next();
        assertThat(heartbeat.name()).isEqualTo("heartbeat");
        assertThat(heartbeat.seq()).isEqualTo(seq);
        assertThat(heartbeat.data().get("read").doubleValue())
                .isGreaterThanOrEqualTo(hello.data().get("mono").doubleValue());
    }

    @Test
    void whatOneTransactionAppendsComesInOneEvent() {
        var reader = feed.follow("orders");
        reader.next("heartbeat");

        long seq = feed.revoke(TENANT, "alice", "bob", "carol");

        var entries = reader.next("entries");
        assertThat(entries.entries()).hasSize(3).isSorted().endsWith(seq);
        assertThat(entries.seq()).isEqualTo(seq);
        assertThat(entries.id()).isEqualTo(feed.store.log.logId() + ":" + seq);
    }

    @Test
    void theSameSecondsSnapshotIsSharedAndWhatCameSinceFollowsIt() {
        feed.revoke(TENANT, "alice");
        var first = feed.follow("one").next("snapshot");
        long later = feed.revoke(TENANT, "bob");

        var reader = feed.follow("two");

        var second = reader.next("snapshot");
        assertThat(second.seq()).isIn(first.seq(), later);
        if (second.seq() < later) {
            assertThat(reader.next().entries()).containsExactly(later);
        }
        assertThat(reader.next("heartbeat").seq()).isEqualTo(later);
    }

    @Test
    void entriesOfOneTenantNeverReachAnothersSubscriber() {
        long before = feed.revoke(OTHER, "before");
        var reader = feed.follow("orders");
        assertThat(reader.next("snapshot").entries()).doesNotContain(before);

        var foreign = new ArrayList<Long>();
        var own = new ArrayList<Long>();
        for (int i = 0; i < 50; i++) {
            foreign.add(feed.revoke(OTHER, "s" + i));
            own.add(feed.revoke(TENANT, "s" + i));
        }

        var seen = new ArrayList<Long>();
        while (seen.size() < own.size()) {
            var event = reader.next("entries");
            assertThat(event.data().toString()).doesNotContain("\"other\"");
            seen.addAll(event.entries());
        }
        assertThat(seen).isEqualTo(own).doesNotContainAnyElementsOf(foreign);
    }

    @Test
    void aSubscriberToAllTenantsGetsThemAllAndOneToNamedOnesTheirs() {
        var all = feed.follow(declaration("all", ALL, Duration.ofSeconds(2)), null);
        var named = feed.follow(declaration("named", new FeedScope.Named(Set.of(OTHER)), Duration.ofSeconds(2)), null);
        all.next("heartbeat");
        named.next("heartbeat");

        long own = feed.revoke(TENANT, "alice");
        long other = feed.revoke(OTHER, "alice");

        assertThat(all.next("entries").entries()).contains(own);
        var event = named.next("entries");
        assertThat(event.entries()).containsExactly(other);
    }

    @Test
    void aReaderThatComesBackGetsWhatItMissedAndNothingElse() {
        var reader = feed.follow("orders");
        reader.next("heartbeat");
        feed.revoke(TENANT, "alice");
        var last = reader.next("entries").id();
        reader.cut();
        long missed = feed.revoke(TENANT, "bob");
        assertThat(reader.awaitEnd()).isNotNull();

        var again = feed.follow(declaration("orders"), last);

        again.next("keys");
        var resumed = again.next();
        assertThat(resumed.name()).isEqualTo("entries");
        assertThat(resumed.entries()).containsExactly(missed);
    }

    @Test
    void aReaderThatMissedNothingIsToldThatItGoesOnFromThere() {
        long seq = feed.revoke(TENANT, "alice");

        var reader = feed.follow(declaration("orders"), feed.store.log.logId() + ":" + seq);

        reader.next("keys");
        var resumed = reader.next();
        assertThat(resumed.name()).isEqualTo("entries");
        assertThat(resumed.entries()).isEmpty();
        assertThat(resumed.seq()).isEqualTo(seq);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"another-log-id00:1", "", ":", "%s", "%s:", "%s:-1", "%s:x", "%s:9007199254740991", "%s:0 "})
    void whatCannotBeResumedBeginsWithASnapshot(String lastEventId) {
        feed.revoke(TENANT, "alice");

        var reader = feed.follow(declaration("orders"), lastEventId.formatted(feed.store.log.logId()));

        reader.next("keys");
        assertThat(reader.next().name()).isEqualTo("snapshot");
    }

    @Test
    void whatIsNoLongerKeptCannotBeResumed() {
        long old = feed.revoke(TENANT, "alice");
        feed.revoke(TENANT, "bob");
        feed.clock.advance(RevocationLog.ENTRY_LIFE);
        feed.store.log.sweep();

        var reader = feed.follow(declaration("orders"), feed.store.log.logId() + ":" + old);

        reader.next("keys");
        assertThat(reader.next().name()).isEqualTo("snapshot");
    }

    @Test
    void heartbeatsComeAtAQuarterOfTheSmallerBound() {
        var reader = feed.follow(declaration("fast", new FeedScope.One(TENANT), Duration.ofMillis(400)), null);

        assertThat(reader.next("hello").data().get("heartbeat_ms").intValue()).isEqualTo(100);
        double last = reader.next("heartbeat").data().get("read").doubleValue();
        for (int i = 0; i < 5; i++) {
            double read = reader.next("heartbeat").data().get("read").doubleValue();
            // Steps may come a little late, and the one after then in time.
            assertThat(read - last).isGreaterThan(100.0 - Beats.STEP.toMillis());
            last = read;
        }
    }

    @Test
    void anotherBoundInThePolicyAsksTheVerifierToComeBack() {
        var reader = feed.follow("orders");
        reader.next("heartbeat");

        feed.store.policies.replace(TENANT, null, bound(Duration.ofSeconds(1)), "test");

        assertThat(reader.next("bye").data().get("retry_ms").intValue()).isBetween(0, 1000);
        assertThat(reader.awaitEnd()).isNull();
        var again = feed.follow("orders");
        assertThat(again.next("hello").data().get("max_staleness_ms").intValue())
                .isEqualTo(1000);
    }

    @Test
    void aCompromisedKeyIsToldBeforeAnyFetchOfTheKeySet() {
        var kid = feed.keys.signer(TENANT).kid();
        var reader = feed.follow("orders");
        reader.next("heartbeat");

        feed.keys.compromise(TENANT, kid);

        var keys = reader.next("keys").data();
        assertThat(keys.toString()).contains("{\"kid\":\"" + kid + "\",\"state\":\"compromised\"");
        assertThat(keys.toString()).doesNotContain("\"x\"", "\"n\"", "private");
    }

    @Test
    void aReaderThatDoesNotReadIsCut() {
        feed.close();
        feed = new FeedFixture(
                folder,
                new MovableClock(),
                new FeedStreams.Limits(
                        Duration.ofMillis(200),
                        Duration.ofSeconds(60),
                        new FeedStreams.Share(500, 500, 500),
                        new FeedStreams.Share(50, 50, 50)));
        var reader = feed.follow("stopped");
        reader.next("heartbeat");

        reader.stop();

        assertThat(reader.awaitEnd()).isNotNull();
        assertThat(feed.subscriptions.list(ALL).getFirst().lostAt()).isNotNull();
    }

    @Test
    void aDeletedKeysStreamsAreCutAndOthersAreNot() {
        var cut = feed.follow(
                new Declaration(
                        "cut",
                        null,
                        ALL,
                        Duration.ofSeconds(2),
                        StaleMode.REJECT,
                        null,
                        "deleted",
                        new Account.OfOperator("deleted"),
                        null),
                null);
        var other = feed.follow("other");
        cut.next("heartbeat");
        other.next("heartbeat");

        feed.streams.cut("deleted");

        assertThat(cut.awaitEnd()).isNotNull();
        long seq = feed.revoke(TENANT, "alice");
        assertThat(other.next("entries").seq()).isEqualTo(seq);
    }

    @Test
    void whoFollowsADeletedTenantAloneHearsByeAndOthersDoNot() {
        var bound = Duration.ofSeconds(2);
        var one = feed.follow(declaration("one"), null);
        var named = feed.follow(declaration("named", new FeedScope.Named(Set.of(TENANT)), bound), null);
        var all = feed.follow(declaration("all", ALL, bound), null);
        for (var reader : List.of(one, named, all)) {
            reader.next("heartbeat");
        }

        feed.streams.leave(TENANT);

        one.next("bye");
        named.next("bye");
        long seq = feed.revoke(FeedFixture.OTHER, "alice");
        assertThat(all.next("entries").seq()).isEqualTo(seq);
    }

    @Test
    void aServerThatGoesSaysBye() {
        var reader = feed.follow("orders");
        reader.next("heartbeat");

        feed.streams.close();

        assertThat(reader.next("bye").data().get("retry_ms").isNumber()).isTrue();
        assertThat(reader.awaitEnd()).isNull();
    }

    @Test
    void aServerThatGoesOpensNoMoreAndSaysThatItIsNotForTheirNumber() {
        feed.streams.close();

        assertThat(feed.streams.open(declaration("late"))).isEqualTo(new FeedStreams.Opening.Closing());
    }

    @Test
    void aVerifierThatLeavesEndsItsStreamAndIsForgotten() {
        var reader = feed.follow("orders");
        reader.next("heartbeat");

        assertThat(feed.subscriptions.close("another key", reader.subscription()))
                .isFalse();
        assertThat(feed.subscriptions.close("key", reader.subscription())).isTrue();

        assertThat(reader.awaitEnd()).isNull();
        assertThat(feed.subscriptions.list(ALL)).isEmpty();
        assertThat(feed.subscriptions.close("key", reader.subscription())).isFalse();
    }

    @Test
    void aSnapshotThatWasMadeForOthersDoesNotLackWhatCameSince() {
        feed.follow("first").next("snapshot");
        long seq = feed.revoke(TENANT, "alice");
        long next = feed.revoke(TENANT, "bob");

        var snapshot = feed.follow("second").next("snapshot");

        assertThat(snapshot.seq()).isEqualTo(next);
        assertThat(snapshot.entries()).containsExactly(seq, next);
    }

    @Test
    void aPolicyThatChangesWhileAStreamBeginsIsNotMissed() {
        long arrived = feed.streams.arrival();
        var stream = feed.open(declaration("orders"));
        feed.store.policies.replace(TENANT, null, bound(Duration.ofSeconds(1)), "test");

        var reader = FeedReader.start(stream, new FeedStream.Start(arrived, ""));

        reader.next("snapshot");
        reader.next("bye");
    }

    @Test
    void noReaderEverSeesALowerPositionLaterNorMissesOne() throws Exception {
        var written = new ConcurrentSkipListSet<Long>();
        var readers = List.of(feed.follow("a"), feed.follow("b"), feed.follow("c"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int writer = 0; writer < 32; writer++) {
                int who = writer;
                threads.execute(() -> {
                    for (int i = 0; i < 50; i++) {
                        written.add(feed.revoke(TENANT, "s" + who + "-" + i));
                    }
                });
            }
        }

        for (var reader : readers) {
            var seen = new ArrayList<>(reader.next("snapshot").entries());
            while (seen.size() < written.size()) {
                var event = reader.next();
                if (event.name().equals("entries")) {
                    seen.addAll(event.entries());
                } else if (event.name().equals("heartbeat") && !seen.isEmpty()) {
                    assertThat(event.seq()).isGreaterThanOrEqualTo(seen.getLast());
                }
            }
            assertThat(seen).containsExactlyElementsOf(written);
        }
    }

    private static Policy bound(Duration bound) {
        var all = Policy.DEFAULT;
        var changed = new RevocationPolicy(RevocationStrategy.FEED, bound, StaleMode.INTROSPECT, null);
        return new Policy(
                all.session(),
                all.cookie(),
                all.accessToken(),
                all.refresh(),
                changed,
                all.keys(),
                all.clock(),
                all.outage());
    }
}
