package ripcord.server.health;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Asks the store whether it answers, on a thread of its own and one question at a time: however many ask, and however
/// long the store hangs, each asker waits a second at most. Thread-safe.
final class StoreProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Runnable question;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("ripcord-probe").factory());
    private @Nullable CompletableFuture<Void> running;

    /// @param question returns if the store answers, and throws if it does not
    StoreProbe(Runnable question) {
        this.question = question;
    }

    boolean answers() {
        try {
            ask().get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized CompletableFuture<Void> ask() {
        var asked = running;
        if (asked == null || asked.isDone()) {
            asked = executor.isShutdown()
                    ? CompletableFuture.failedFuture(new IllegalStateException("closed"))
                    : CompletableFuture.runAsync(question, executor);
            running = asked;
        }
        return asked;
    }

    @Override
    public synchronized void close() {
        executor.shutdownNow();
    }
}
