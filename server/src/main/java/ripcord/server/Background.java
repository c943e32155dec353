package ripcord.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is done again and again while nobody waits for it. Each chore has its thread of its own, so that a slow one
/// holds up no other; one that fails is tried again at its next time.
final class Background implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Background.class);

    private final List<ScheduledExecutorService> executors = new ArrayList<>();
    private final List<Runnable> chores = new ArrayList<>();

    /// Does `chore` from now on, with so much time in between.
    void every(Duration pause, String name, Runnable chore) {
        var executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("ripcord-" + name).factory());
        executors.add(executor);
        chores.add(chore);
        var _ = executor.scheduleWithFixedDelay(
                () -> attempt(name, chore), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void attempt(String name, Runnable chore) {
        try {
            chore.run();
        } catch (RuntimeException e) {
            LOG.warn("background chore failed chore={}", name, e);
        }
    }

    /// Does all of them once, now.
    void runAll() {
        chores.forEach(Runnable::run);
    }

    @Override
    public void close() {
        executors.forEach(ScheduledExecutorService::shutdown);
        executors.forEach(Background::await);
    }

    private static void await(ScheduledExecutorService executor) {
        try {
            if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
