package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitsTest {
    @Test
    void aWaitEndsWhenItsTimeIsUpAndNotBefore() {
        for (var longest : new Duration[] {Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(150)}) {
            long begun = System.nanoTime();

            assertThatThrownBy(() -> Waits.within(longest, new CompletableFuture<>()::get))
                    .isInstanceOf(TimeoutException.class);

            assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(longest.toNanos());
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void whatComesInTimeIsGivenAndNobodyIsInterruptedAfterwards() throws Exception {
        var longest = Duration.ofMillis(50);

        assertThat(Waits.<String, Exception>within(longest, CompletableFuture.completedFuture("here")::get))
                .isEqualTo("here");

        Thread.sleep(longest.plus(Waits.STEP.multipliedBy(3)));
    }

    @Test
    void whatIsThrownIsThrown() {
        var failed = CompletableFuture.failedFuture(new IllegalStateException("no"));

        assertThatThrownBy(() -> Waits.within(Duration.ofSeconds(5), failed::get))
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void anInterruptionFromElsewhereIsNotTakenForTheEndOfTheTime() throws Exception {
        var inside = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = threads.submit(() -> Waits.within(Duration.ofMinutes(1), () -> {
                inside.countDown();
                return new CompletableFuture<>().get();
            }));
            inside.await();

            threads.shutdownNow();

            assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    /// After the thread that looks has gone to rest, too.
    @RepeatedTest(3)
    void whoComesAfterALongQuietIsLookedAfterToo() throws Exception {
        Thread.sleep(Waits.STEP.multipliedBy(10));

        assertThatThrownBy(() -> Waits.within(Duration.ofMillis(30), new CompletableFuture<>()::get))
                .isInstanceOf(TimeoutException.class);
    }

    /// What is waited for comes just when the time is up, thousands of times: each gets it or does not, nobody gets it
    /// twice, none is lost, and no thread goes on interrupted.
    @Test
    void whatComesJustWhenTheTimeIsUpIsGivenOrIsStillThere() throws Exception {
        var permits = new Semaphore(8, true);
        var had = new AtomicInteger();
        var late = new AtomicInteger();
        var all = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 400; i++) {
                all.add(threads.submit(() -> {
                    for (int round = 0; round < 5; round++) {
                        try {
                            boolean got = Waits.within(Duration.ofMillis(random(60)), () -> {
                                permits.acquire();
                                return true;
                            });
                            assertThat(got).isTrue();
                            assertThat(Thread.currentThread().isInterrupted()).isFalse();
                            had.incrementAndGet();
                            TimeUnit.MICROSECONDS.sleep(random(3_000));
                            permits.release();
                        } catch (TimeoutException e) {
                            assertThat(Thread.currentThread().isInterrupted()).isFalse();
                            late.incrementAndGet();
                        }
                    }
                    return null;
                }));
            }
        }

        for (var each : all) {
            each.get();
        }
        assertThat(had.get()).isPositive();
        assertThat(late.get()).isPositive();
        assertThat(had.get() + late.get()).isEqualTo(2_000);
        assertThat(permits.availablePermits()).isEqualTo(8);
        assertThat(permits.hasQueuedThreads()).isFalse();
    }

    private static int random(int below) {
        return ThreadLocalRandom.current().nextInt(below);
    }
}
