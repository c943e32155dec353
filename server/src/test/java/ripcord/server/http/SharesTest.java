package ripcord.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.server.Eventually.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import ripcord.server.database.Budget;
import ripcord.server.http.Shares.Kind;
import ripcord.server.http.Shares.Share;
import ripcord.server.tenant.TenantId;

/// One tenant's noise stays its own.
class SharesTest {
    private static final TenantId LOUD = new TenantId("loud");
    private static final TenantId QUIET = new TenantId("quiet");
    private static final int WORKING = 3;
    private static final int WAITING = 2;

    private final Shares shares = new Shares(new TenantBounds(WORKING, WAITING, 1));

    private List<Share> fill() {
        var taken = new ArrayList<Share>();
        for (int i = 0; i < WORKING; i++) {
            taken.add(shares.enter(LOUD, Kind.USUAL).orElseThrow());
        }
        return taken;
    }

    @Test
    void theLoudOneWaitsAndIsRefusedWhileTheQuietOneEntersAtOnce() {
        var taken = fill();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = new ArrayList<CompletableFuture<Share>>();
            for (int i = 0; i < WAITING; i++) {
                waiting.add(CompletableFuture.supplyAsync(
                        () -> shares.enter(LOUD, Kind.USUAL).orElseThrow(), threads));
            }
            await(() -> shares.inside(LOUD, Kind.USUAL) == WORKING + WAITING);

            assertThat(shares.enter(LOUD, Kind.USUAL)).isEmpty();
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            assertThat(shares.enter(QUIET, Kind.USUAL)).isPresent();

            taken.forEach(Share::leave);
            waiting.forEach(one -> one.join().leave());
        }
    }

    @Test
    void whoHasWaitedForAsLongAsARequestMayIsRefused() {
        var taken = fill();

        assertThat(new Budget(Duration.ofMillis(20)).by(() -> shares.enter(LOUD, Kind.USUAL)))
                .isEmpty();
        assertThat(shares.inside(LOUD, Kind.USUAL)).isEqualTo(WORKING);
        taken.forEach(Share::leave);
        assertThat(shares.enter(LOUD, Kind.USUAL)).isPresent();
    }

    @Test
    void takingBackHasALaneOfItsOwn() {
        fill();

        assertThat(shares.enter(LOUD, Kind.TAKES_BACK)).isPresent();
    }

    @Test
    void openingAStreamHasALaneOfItsOwn() {
        for (int i = 0; i < WORKING; i++) {
            assertThat(shares.enter(LOUD, Kind.FOLLOWS)).isPresent();
        }

        assertThat(shares.enter(LOUD, Kind.TAKES_BACK)).isPresent();
        assertThat(shares.enter(LOUD, Kind.USUAL)).isPresent();
    }

    /// So that each is told when its turn is, in place of coming back with all others.
    @Test
    void aFleetThatOpensItsStreamsAtOnceMayWait() {
        var taken = new ArrayList<Share>();
        for (int i = 0; i < WORKING; i++) {
            taken.add(shares.enter(LOUD, Kind.FOLLOWS).orElseThrow());
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = new ArrayList<CompletableFuture<Boolean>>();
            for (int i = 0; i < 20 * WAITING; i++) {
                waiting.add(CompletableFuture.supplyAsync(
                        () -> shares.enter(LOUD, Kind.FOLLOWS)
                                .map(share -> {
                                    share.leave();
                                    return true;
                                })
                                .orElse(false),
                        threads));
            }
            await(() -> shares.inside(LOUD, Kind.FOLLOWS) == WORKING + 20 * WAITING);

            assertThat(shares.enter(LOUD, Kind.FOLLOWS)).isEmpty();

            taken.forEach(Share::leave);
            assertThat(waiting).allMatch(CompletableFuture::join);
        }
    }

    @Test
    void leavingTwiceIsLeavingOnce() {
        var taken = fill();
        taken.getFirst().leave();
        taken.getFirst().leave();

        assertThat(shares.inside(LOUD, Kind.USUAL)).isEqualTo(WORKING - 1);
    }

    @Test
    void aTenantThatAsksNothingTakesNothing() {
        fill().forEach(Share::leave);

        assertThat(shares.size()).isZero();
    }

    @Test
    void whoIsInterruptedWhileWaitingIsRefusedAndLeavesNothingBehind() {
        fill();
        Thread.currentThread().interrupt();

        assertThat(shares.enter(LOUD, Kind.USUAL)).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(shares.inside(LOUD, Kind.USUAL)).isEqualTo(WORKING);
    }
}
