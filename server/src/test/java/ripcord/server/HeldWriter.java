package ripcord.server;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import ripcord.server.database.Database;

/// Holds the writer with a unit of work of its own, so that what is queued meanwhile is one group, in that order.
public final class HeldWriter implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Database database;
    private final CountDownLatch go = new CountDownLatch(1);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    /// Holds it from now on.
    public HeldWriter(Database database) {
        this.database = database;
        var held = new CountDownLatch(1);
        callers.execute(() -> database.write(tx -> {
            held.countDown();
            await(go);
            return tx.now();
        }));
        await(held);
    }

    /// Waits for `latch`, without end: also within a unit of work.
    public static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Starts `work`, and returns when it waits for the writer.
    public <T> Future<T> queue(Callable<T> work) {
        int before = database.queueLength();
        var answer = callers.submit(work);
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (database.queueLength() == before) {
            if (answer.isDone() || System.nanoTime() > until) {
                throw new AssertionError("it does not wait for the writer");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return answer;
    }

    /// Lets the writer go on.
    public void release() {
        go.countDown();
    }

    @Override
    public void close() {
        release();
        callers.close();
    }
}
