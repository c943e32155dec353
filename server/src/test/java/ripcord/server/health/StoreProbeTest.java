package ripcord.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import ripcord.server.Eventually;
import ripcord.server.database.StoreUnavailableException;

/// Nobody who asks whether the store answers hangs with it.
@Timeout(30)
class StoreProbeTest {
    @Test
    void aStoreThatHangsIsAskedOnceHoweverManyAsk() throws Exception {
        var open = new CountDownLatch(1);
        var questions = new AtomicInteger();
        try (var probe = new StoreProbe(() -> {
                    questions.incrementAndGet();
                    await(open);
                });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < 50; i++) {
                answers.add(threads.submit(probe::answers));
            }
            for (var answer : answers) {
                assertThat(answer.get()).isFalse();
            }
            assertThat(questions).hasValue(1);

            open.countDown();
            Eventually.await(probe::answers);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aStoreThatFailsIsAskedAgain() {
        var broken = new AtomicBoolean(true);
        try (var probe = new StoreProbe(() -> {
            if (broken.get()) {
                throw new StoreUnavailableException("broken");
            }
        })) {
            assertThat(probe.answers()).isFalse();
            broken.set(false);
            assertThat(probe.answers()).isTrue();
        }
    }
}
