package ripcord.server.database;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/// A few connections that only read, kept open with their statements. Thread-safe.
final class Readers implements AutoCloseable {
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final BlockingQueue<Sql> idle;
    private final int size;

    private Readers(int size) {
        this.idle = new ArrayBlockingQueue<>(size);
        this.size = size;
    }

    static Readers open(Supplier<Sql> connections, int size) {
        var readers = new Readers(size);
        for (int i = 0; i < size; i++) {
            var sql = connections.get();
            sql.update("pragma query_only = on");
            readers.idle.add(sql);
        }
        return readers;
    }

    /// Runs `work` in a transaction, so that all of it sees one snapshot.
    <T> T run(Function<Sql, T> work, Duration deadline) {
        var sql = take(deadline);
        try {
            sql.update("begin");
            return work.apply(sql);
        } finally {
            giveBack(sql);
        }
    }

    /// Whatever became of its transaction, the next one finds none.
    private void giveBack(Sql sql) {
        try {
            sql.update("rollback");
        } catch (StoreUnavailableException e) {
            sql.forgetStatements();
        } finally {
            idle.add(sql);
        }
    }

    int idle() {
        return idle.size();
    }

    private Sql take(Duration deadline) {
        try {
            var sql = idle.poll(deadline.toNanos(), TimeUnit.NANOSECONDS);
            if (sql == null) {
                throw new StoreUnavailableException("no reader came free within " + deadline);
            }
            return sql;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while waiting for a reader", e);
        }
    }

    /// Waits, for a moment, for those still reading.
    @Override
    public void close() {
        for (int i = 0; i < size; i++) {
            take(LONGEST_CLOSE).close();
        }
    }
}
