package ripcord.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import ripcord.server.feed.Confirmation;
import ripcord.server.tenant.TenantId;
import ripcord.verifier.feed.Downstream.Behind;

/// How many waits a relay has at a time, however many ask.
@Timeout(30)
class SharedWaitsTest {
    private static final Confirmation NOBODY = new Confirmation(List.of(), List.of(), List.of(), Duration.ZERO);

    private final Queue<Long> begun = new ConcurrentLinkedQueue<>();
    private final CountDownLatch settled = new CountDownLatch(1);
    private final SharedWaits waits = new SharedWaits((_, seq, _) -> {
        begun.add(seq);
        await(settled);
        return NOBODY;
    });

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private CompletableFuture<Behind> ask(String tenant, long seq) {
        return waits.asked(Optional.of(new TenantId(tenant)), seq, _ -> {});
    }

    private List<CompletableFuture<Behind>> fill(int more) {
        var asked = new ArrayList<CompletableFuture<Behind>>();
        for (int i = 0; i < SharedWaits.AT_ONCE; i++) {
            asked.add(ask("first-" + i, 1));
        }
        while (begun.size() < SharedWaits.AT_ONCE) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < more; i++) {
            asked.add(ask("slow", 2 + i));
        }
        return asked;
    }

    @Test
    void whoAsksWhileAllAreTakenSharesTheNext() {
        var asked = fill(1_000);
        assertThat(begun).hasSize(SharedWaits.AT_ONCE);

        settled.countDown();

        assertThat(asked).allSatisfy(one -> assertThat(one.join()).isEqualTo(new Behind(0, 0, 0)));
        assertThat(begun).hasSize(SharedWaits.AT_ONCE + 1).contains(1_001L);
    }

    @Test
    void aTenantWhoseVerifiersAreSlowLeavesPlacesForOthers() {
        for (int i = 0; i < 100; i++) {
            var _ = ask("slow", 1);
        }

        var _ = ask("other", 2);

        while (!begun.contains(2L)) {
            Thread.onSpinWait();
        }
        assertThat(begun).filteredOn(seq -> seq == 1).hasSize(SharedWaits.OF_EACH);
        settled.countDown();
    }

    @Test
    void whoAsksBeyondTheBoundGetsNoAnswerAndTakesNothing() {
        fill(SharedWaits.MOST_ASKING - SharedWaits.AT_ONCE - 1);
        var last = ask("last", 7);

        var beyond = ask("beyond", 8);
        settled.countDown();

        assertThat(last.join()).isEqualTo(new Behind(0, 0, 0));
        assertThat(beyond).isNotDone();
        assertThat(begun).contains(7L).doesNotContain(8L);
    }

    @Test
    void whatFailsTakesNoPlaceForGood() {
        var failing = new SharedWaits((_, seq, _) -> {
            if (seq == 1) {
                throw new IllegalStateException("as wished");
            }
            return NOBODY;
        });
        for (int i = 0; i < SharedWaits.AT_ONCE; i++) {
            var _ = failing.asked(Optional.empty(), 1, _ -> {});
        }

        // It may share a wait that fails.
        while (!failing.asked(Optional.of(new TenantId("well")), 2, _ -> {}).isDone()) {
            Thread.onSpinWait();
        }
    }
}
