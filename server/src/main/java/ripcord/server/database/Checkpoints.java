package ripcord.server.database;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies what was committed from SQLite's log into its file, on a thread of its own beside the writer, and a little at
/// a time. Left to the writer it is done every so many pages between two commits, and whoever waits for the next one
/// waits for all of it.
///
/// The log begins at its start again only when all of it was copied and nothing is being written. So it is still the
/// writer who finishes, and finds about as much left as is [enough][#ENOUGH] to begin with here.
final class Checkpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final Duration PAUSE = Duration.ofMillis(100);
    /// Pages of the log, 4 MB. With fewer, those that change again and again would be copied more often.
    private static final int ENOUGH = 1_000;

    private static final String LOOK = "pragma wal_checkpoint(noop)";
    /// Waits for nobody, and nobody waits for it.
    private static final String COPY = "pragma wal_checkpoint(passive)";

    private final KeptConnection connection;
    private final Thread thread = new Thread(this::loop, "database-log");
    private volatile boolean closing;

    private Checkpoints(Supplier<Sql> opening) {
        this.connection = new KeptConnection(opening);
    }

    /// @param opening a connection to a store whose tables are there
    static Checkpoints start(Supplier<Sql> opening) {
        var checkpoints = new Checkpoints(opening);
        checkpoints.thread.setDaemon(true);
        checkpoints.thread.start();
        return checkpoints;
    }

    private void loop() {
        try {
            while (!closing) {
                Thread.sleep(PAUSE);
                attempt();
            }
        } catch (InterruptedException e) {
            LOG.debug("log is not copied any more");
        } finally {
            connection.close();
        }
    }

    /// A fault is the writer's to tell of, who meets it too.
    private void attempt() {
        try {
            if (waiting(connection.opened(), LOOK) >= ENOUGH) {
                long _ = waiting(connection.opened(), COPY);
            }
        } catch (StoreUnavailableException e) {
            LOG.debug("log not copied", e);
            connection.close();
        }
    }

    /// How many pages of the log are not in the file, looked up by a pragma that answers so.
    static long waiting(Sql sql, String pragma) {
        return sql.one(pragma, row -> row.number(2) - row.number(3)).orElse(0L);
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
