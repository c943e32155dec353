package ripcord.server.database;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies what was committed from SQLite's log into its file, on a thread of its own beside the writer, and has the log
/// begin at its start again before it gets long. Left to the writer it is done every so many pages between two commits,
/// and whoever waits for the next one waits for all of it.
///
/// The log begins again only when all of it was copied, nobody reads what stands in it, and somebody writes. So it is
/// the writer who [finishes][#finish], when it is told that little is left to copy. Whoever reads on and on can keep it
/// from that for long; so once the log is too long, the writer waits for him, and SQLite has those who come meanwhile
/// read from the file.
final class Checkpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final Duration PAUSE = Duration.ofMillis(50);
    /// While the writer writes nothing, which only another process does then.
    private static final Duration QUIET_PAUSE = Duration.ofSeconds(1);

    private static final String LOOK = "pragma wal_checkpoint(noop)";
    /// Waits for nobody, and nobody waits for it.
    private static final String COPY = "pragma wal_checkpoint(passive)";
    /// Waits for those who read in the log.
    private static final String BEGIN_AGAIN = "pragma wal_checkpoint(restart)";

    private final KeptConnection connection;
    private final Lengths lengths;
    private final Thread thread = new Thread(this::loop, "database-log");
    private final AtomicReference<Wanted> wanted = new AtomicReference<>(Wanted.NOTHING);
    private volatile boolean isWritten;
    private volatile boolean closing;
    /// Whoever reads for long is not waited for again before the log has grown.
    private long waitsFrom;

    /// Lengths of the log, in pages of 4 KiB.
    ///
    /// @param step     it is copied each time that it has grown by so much: each time costs the device two flushes,
    ///                 which commits wait for, and pages that change again and again are copied again
    /// @param enough   from here on it is to begin again
    /// @param tooMuch  from here on the writer waits for those who read in it
    /// @param patience how long
    record Lengths(long step, long enough, long tooMuch, Duration patience) {
        /// 4, 12 and 160 MB.
        static final Lengths USUAL = new Lengths(1_000, 3_000, 40_000, Duration.ofMillis(100));
    }

    /// How far the log is, and how far it was copied.
    private record Position(long length, long copied) {
        boolean isStepAhead(long step) {
            return length / step > copied / step;
        }
    }

    /// What the writer is asked to do.
    private enum Wanted {
        NOTHING,
        COPY_THE_REST,
        WAIT_FOR_READERS
    }

    private Checkpoints(Supplier<Sql> opening, Lengths lengths) {
        this.connection = new KeptConnection(opening);
        this.lengths = lengths;
        this.waitsFrom = lengths.tooMuch;
    }

    /// @param opening a connection to a store whose tables are there
    static Checkpoints start(Supplier<Sql> opening, Lengths lengths) {
        var checkpoints = new Checkpoints(opening, lengths);
        checkpoints.thread.setDaemon(true);
        checkpoints.thread.start();
        return checkpoints;
    }

    private void loop() {
        try {
            while (!closing) {
                isWritten = false;
                Thread.sleep(PAUSE);
                attempt();
                awaitWriting();
            }
        } catch (InterruptedException e) {
            LOG.debug("log is not copied any more");
        } finally {
            connection.close();
        }
    }

    private void awaitWriting() {
        if (!isWritten) {
            LockSupport.parkNanos(this, QUIET_PAUSE.toNanos());
        }
    }

    /// A fault is the writer's to tell of, who meets it too.
    private void attempt() {
        try {
            var position = ask(connection.opened(), LOOK);
            if (position.length >= lengths.enough || position.isStepAhead(lengths.step)) {
                var _ = ask(connection.opened(), COPY);
            }
            want(position.length);
        } catch (StoreUnavailableException e) {
            LOG.debug("log not copied", e);
            connection.close();
        }
    }

    private void want(long length) {
        if (length < lengths.enough) {
            waitsFrom = lengths.tooMuch;
        } else if (length < waitsFrom) {
            boolean _ = wanted.compareAndSet(Wanted.NOTHING, Wanted.COPY_THE_REST);
        } else {
            wanted.set(Wanted.WAIT_FOR_READERS);
            waitsFrom = length + lengths.enough;
        }
    }

    /// Copies the rest, if it is time. For the writer's thread, between two transactions; what it writes next begins
    /// the log again, unless somebody still reads in it.
    void finish(Sql writer) {
        if (!isWritten) {
            isWritten = true;
            LockSupport.unpark(thread);
        }
        try {
            switch (wanted.getAndSet(Wanted.NOTHING)) {
                case NOTHING -> {}
                case COPY_THE_REST -> {
                    var _ = ask(writer, COPY);
                }
                case WAIT_FOR_READERS -> waitForReaders(writer);
            }
        } catch (StoreUnavailableException e) {
            LOG.debug("log not finished", e);
        }
    }

    private void waitForReaders(Sql writer) {
        long usual = writer.number("pragma busy_timeout");
        writer.number("pragma busy_timeout = " + lengths.patience.toMillis());
        try {
            var _ = ask(writer, BEGIN_AGAIN);
        } finally {
            writer.number("pragma busy_timeout = " + usual);
        }
    }

    private static Position ask(Sql sql, String pragma) {
        return sql.one(pragma, row -> new Position(row.number(2), row.number(3)))
                .orElseThrow(() -> new StoreUnavailableException("nothing is said of the log"));
    }

    /// How many pages of the log are not in the file.
    static long waiting(Sql sql) {
        var position = ask(sql, LOOK);
        return position.length - position.copied;
    }

    /// How many pages the log has.
    static long length(Sql sql) {
        return ask(sql, LOOK).length;
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
