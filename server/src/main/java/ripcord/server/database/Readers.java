package ripcord.server.database;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/// A few connections that only read, kept open with their statements. Thread-safe.
final class Readers implements AutoCloseable {
    private final BlockingQueue<Handle> idle;
    private final int size;

    private Readers(int size) {
        this.idle = new ArrayBlockingQueue<>(size);
        this.size = size;
    }

    static Readers open(Jdbi jdbi, int size) {
        var readers = new Readers(size);
        for (int i = 0; i < size; i++) {
            var handle = jdbi.open();
            handle.execute("pragma query_only = on");
            readers.idle.add(handle);
        }
        return readers;
    }

    <T> T run(Function<Handle, T> work, Duration deadline) {
        var handle = take(deadline);
        try {
            handle.begin();
            try {
                return work.apply(handle);
            } finally {
                handle.rollback();
            }
        } catch (JdbiException e) {
            throw new StoreUnavailableException("the store could not be read", e);
        } finally {
            idle.add(handle);
        }
    }

    private Handle take(Duration deadline) {
        try {
            var handle = idle.poll(deadline.toNanos(), TimeUnit.NANOSECONDS);
            if (handle == null) {
                throw new StoreUnavailableException("no reader came free within " + deadline);
            }
            return handle;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while waiting for a reader", e);
        }
    }

    /// Waits, for a moment, for those still reading.
    @Override
    public void close() {
        for (int i = 0; i < size; i++) {
            take(Duration.ofSeconds(5)).close();
        }
    }
}
