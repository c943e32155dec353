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
    private final BlockingQueue<Reader> idle;
    private final int size;

    private Readers(int size) {
        this.idle = new ArrayBlockingQueue<>(size);
        this.size = size;
    }

    private record Reader(Handle handle, Sql sql) {}

    static Readers open(Jdbi jdbi, int size) {
        var readers = new Readers(size);
        for (int i = 0; i < size; i++) {
            var handle = jdbi.open();
            var reader = new Reader(handle, new Sql(handle.getConnection()));
            reader.sql.update("pragma query_only = on");
            readers.idle.add(reader);
        }
        return readers;
    }

    <T> T run(Function<Sql, T> work, Duration deadline) {
        return withReader(reader -> work.apply(reader.sql), deadline);
    }

    <T> T runWithHandle(Function<Handle, T> work, Duration deadline) {
        return withReader(reader -> work.apply(reader.handle), deadline);
    }

    /// A transaction, so that all of it sees one snapshot.
    private <T> T withReader(Function<Reader, T> work, Duration deadline) {
        var reader = take(deadline);
        try {
            reader.sql.update("begin");
            try {
                return work.apply(reader);
            } finally {
                reader.sql.update("rollback");
            }
        } catch (JdbiException e) {
            throw new StoreUnavailableException("the store could not be read", e);
        } finally {
            idle.add(reader);
        }
    }

    private Reader take(Duration deadline) {
        try {
            var reader = idle.poll(deadline.toNanos(), TimeUnit.NANOSECONDS);
            if (reader == null) {
                throw new StoreUnavailableException("no reader came free within " + deadline);
            }
            return reader;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while waiting for a reader", e);
        }
    }

    /// Waits, for a moment, for those still reading.
    @Override
    public void close() {
        for (int i = 0; i < size; i++) {
            take(Duration.ofSeconds(5)).handle.close();
        }
    }
}
