package ripcord.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/// Threads of a test, each a client. What one of them throws ends the test.
public final class Clients implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new CopyOnWriteArrayList<>();

    /// Has one more client do that.
    public void execute(Runnable work) {
        running.add(threads.submit(work));
    }

    /// Waits until they have come so far: a minute at most, and no longer than they all go on.
    public void await(BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            running.stream()
                    .filter(client -> client.state() == Future.State.FAILED)
                    .forEach(Clients::end);
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("not so within " + PATIENCE);
            }
            Thread.onSpinWait();
        }
    }

    private static void end(Future<?> client) {
        try {
            client.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a client failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// Waits until they have done what they were to do.
    @Override
    public void close() {
        try {
            running.forEach(Clients::end);
        } finally {
            threads.shutdownNow();
            threads.close();
        }
    }
}
