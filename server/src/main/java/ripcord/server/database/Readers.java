package ripcord.server.database;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// A few connections that only read, kept open with their statements, and opened anew when they broke. Thread-safe.
final class Readers implements AutoCloseable {
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);
    /// Later than this after somebody began to wait, a connection is not opened for him.
    private static final Duration OPENS_WITHIN = Duration.ofSeconds(1);

    private final BlockingQueue<Reader> idle;
    private final int size;

    private Readers(int size) {
        this.idle = new ArrayBlockingQueue<>(size);
        this.size = size;
    }

    /// Opens all of them, or none.
    static Readers open(Engine engine) {
        var readers = new Readers(engine.readers());
        try {
            for (int i = 0; i < readers.size; i++) {
                readers.idle.add(new Reader(engine));
            }
            return readers;
        } catch (RuntimeException e) {
            readers.idle.forEach(Reader::close);
            throw e;
        }
    }

    /// Somebody's wait.
    ///
    /// @param since when it began, by [System#nanoTime]
    private record Turn(long since, Duration deadline) {
        boolean isLate() {
            return System.nanoTime() - since > OPENS_WITHIN.toNanos();
        }

        Duration left() {
            var left = deadline.minusNanos(System.nanoTime() - since);
            if (!left.isPositive()) {
                throw new StoreUnavailableException("no time is left to read, of " + deadline);
            }
            return left;
        }
    }

    /// One of them. For one thread at a time.
    private static final class Reader {
        private final Engine engine;
        private final KeptConnection kept;

        /// A transaction that was begun.
        private record Begun(Sql sql, long changes) {}

        Reader(Engine engine) {
            this.engine = engine;
            this.kept = new KeptConnection(engine::openReader);
            kept.opened();
        }

        /// Begins a transaction; nothing was asked yet, so a connection that broke while it was idle is no fault.
        /// Whoever has waited already is not made to wait for a new one too: the next who comes opens it.
        ///
        /// @param turn when the waiting began, and for how long there is to wait
        private Begun begin(Turn turn) {
            if (kept.isOpen()) {
                try {
                    return begin(kept.opened(), turn);
                } catch (StoreUnavailableException e) {
                    close();
                    if (turn.isLate()) {
                        throw e;
                    }
                }
            } else if (turn.isLate()) {
                throw new StoreUnavailableException("the store did not answer the last who read");
            }
            return begin(kept.opened(), turn);
        }

        private Begun begin(Sql open, Turn turn) {
            return new Begun(open, engine.beginReading(open, turn.left()));
        }

        /// Begins a transaction that sees at least as much as this server has in memory. A connection that does not may
        /// lead to a primary that was left behind.
        Sql beginAt(long position, Turn turn) {
            var current = begin(turn);
            if (current.changes >= position) {
                return current.sql;
            }
            close();
            var fresh = begin(turn);
            if (fresh.changes < position) {
                close();
                throw new StoreUnavailableException("what can be read is older than what this server knows");
            }
            return fresh.sql;
        }

        void end() {
            kept.end();
        }

        void close() {
            kept.close();
        }
    }

    /// Runs `work` in a transaction, so that all of it sees one snapshot.
    ///
    /// @param position of the changes that it must see
    <T> T run(Function<Sql, T> work, long position, Duration deadline) {
        var turn = new Turn(System.nanoTime(), deadline);
        var reader = take(deadline);
        try {
            return work.apply(reader.beginAt(position, turn));
        } finally {
            reader.end();
            idle.add(reader);
        }
    }

    int idle() {
        return idle.size();
    }

    private Reader take(Duration deadline) {
        try {
            var reader = idle.poll();
            return reader != null ? reader : Waits.within(deadline, idle::take);
        } catch (TimeoutException e) {
            throw new StoreUnavailableException("no reader came free within " + deadline, e);
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
