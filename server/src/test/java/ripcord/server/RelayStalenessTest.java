package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ripcord.verifier.feed.RevocationFeed;

/// What a verifier at the end of a chain of relays says of its copy's age is never less than that is, whatever lies
/// between them. All clocks are this process's, so it can be told.
class RelayStalenessTest {
    @TempDir
    Path folder;

    private RelayTree tree;
    private final List<RelayHop> hops = new ArrayList<>();

    /// When each position had been acknowledged.
    private final ConcurrentSkipListMap<Long, Long> acknowledged = new ConcurrentSkipListMap<>();

    private volatile boolean over;

    @BeforeEach
    void start() {
        tree = new RelayTree(folder);
    }

    @AfterEach
    void stop() {
        over = true;
        tree.close();
    }

    /// The server, three relays and a verifier, with a hop before each.
    private RevocationFeed chain() {
        hops.add(tree.hop(tree.server.uri().getPort()));
        var first = tree.relay("first", hops.get(0).uri());
        hops.add(tree.hop(first.port()));
        var second = tree.relayOf("second", hops.get(1).uri());
        hops.add(tree.hop(second.port()));
        var third = tree.relayOf("third", hops.get(2).uri());
        hops.add(tree.hop(third.port()));
        return tree.follow("end", URI.create(hops.get(3).uri().toString()));
    }

    private void revokeAllTheTime() {
        Thread.ofVirtual().start(() -> {
            for (int i = 0; !over; i++) {
                long seq = tree.revoke("s" + i, "").get("seq").longValue();
                acknowledged.put(System.nanoTime(), seq);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        });
    }

    /// Looks for so long, and fails when the copy lacks what was acknowledged before the time that it claims to be of.
    ///
    /// @return how stale it said it was at most, in milliseconds
    private double watch(RevocationFeed feed, long millis) {
        double worst = 0;
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < until) {
            var evidence = feed.evidence();
            long now = System.nanoTime();
            long claimed = evidence.stalenessNanos(now, System.currentTimeMillis());
            var due = acknowledged.floorEntry(now - claimed);
            if (due != null) {
                assertThat(evidence.seq())
                        .as("claims to be %.1f ms old", claimed / 1e6)
                        .isGreaterThanOrEqualTo(due.getValue());
            }
            worst = Math.max(worst, claimed / 1e6);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return worst;
    }

    @Test
    void theClaimedStalenessIsNeverBelowTheTrueOneWhereverTheDelayIs() {
        var end = chain();
        revokeAllTheTime();
        Eventually.await(() -> acknowledged.size() > 10);
        var worst = new TreeMap<String, Double>();
        worst.put("none", watch(end, 2_000));
        assertThat(acknowledged.firstKey())
                .isLessThan(System.nanoTime() - TimeUnit.MILLISECONDS.toNanos((long) RelayTree.stalenessMillis(end)));
        for (int i = 0; i < hops.size(); i++) {
            hops.get(i).delay(300);
            worst.put("hop " + i, watch(end, 2_500));
            hops.get(i).delay(0);
            watch(end, 500);
        }
        hops.forEach(hop -> hop.delay(100));
        worst.put("all", watch(end, 3_000));

        assertThat(worst)
                .allSatisfy(
                        (where, millis) -> assertThat(millis).as(where).isGreaterThan(where.equals("none") ? 0 : 300));
    }

    @Test
    void aHopThatFreezesAndThawsIsToldInTheStaleness() {
        var end = chain();
        revokeAllTheTime();
        Eventually.await(() -> acknowledged.size() > 10);
        for (var hop : hops) {
            hop.freeze();
            assertThat(watch(end, 1_500)).isGreaterThan(1_400);
            hop.thaw();
            watch(end, 1_000);
        }
        Eventually.await(() -> RelayTree.stalenessMillis(end) < 1_000);
    }

    @Test
    void aHopThatIsCutIsFoundAgain() {
        var end = chain();
        revokeAllTheTime();
        Eventually.await(() -> acknowledged.size() > 10);
        for (var hop : hops) {
            hop.cut();
            watch(end, 700);
            hop.pass();
            Eventually.await(() -> RelayTree.stalenessMillis(end) < 1_000);
            watch(end, 500);
        }
    }
}
