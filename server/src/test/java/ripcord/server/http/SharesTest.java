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
            await(() -> shares.inside(LOUD) == WORKING + WAITING);

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
        assertThat(shares.inside(LOUD)).isEqualTo(WORKING);
        taken.forEach(Share::leave);
        assertThat(shares.enter(LOUD, Kind.USUAL)).isPresent();
    }

    @Test
    void takingBackHasALaneOfItsOwn() {
        fill();

        assertThat(shares.enter(LOUD, Kind.TAKES_BACK)).isPresent();
    }

    @Test
    void leavingTwiceIsLeavingOnce() {
        var taken = fill();
        taken.getFirst().leave();
        taken.getFirst().leave();

        assertThat(shares.inside(LOUD)).isEqualTo(WORKING - 1);
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
        assertThat(shares.inside(LOUD)).isEqualTo(WORKING);
    }
}
