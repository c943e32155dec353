package ripcord.server.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets statements take as long as they need, such as those that change tables, and breaks them off when the database
/// does not answer others meanwhile. Thread-safe.
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    /// So many in a row: one may be lost on the way.
    private static final int FAULTS = 2;

    private final PostgresConnections connections;
    private final List<Connection> watched = new CopyOnWriteArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread thread = new Thread(this::loop, "database-watch");
    private volatile @Nullable StoreUnavailableException fault;
    private @Nullable Sql sql;

    private Watch(PostgresConnections connections) {
        this.connections = connections;
        thread.setDaemon(true);
    }

    static Watch begin(PostgresConnections connections) {
        var watch = new Watch(connections);
        watch.thread.start();
        return watch;
    }

    /// Whose connections are watched.
    DataSource source() {
        return connections.patient(this::add);
    }

    private void add(Connection connection) throws SQLException {
        watched.add(connection);
        var broken = fault;
        if (broken != null) {
            breakOff();
            throw new SQLException(broken);
        }
    }

    /// @throws StoreUnavailableException if the database did not answer
    void requireAnswers() {
        var broken = fault;
        if (broken != null) {
            throw broken;
        }
    }

    /// Whether it did.
    boolean isWell() {
        return fault == null;
    }

    private void loop() {
        int faults = 0;
        try {
            while (!done.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                var found = look();
                faults = found == null ? 0 : faults + 1;
                if (found != null && faults >= FAULTS) {
                    fault = found;
                    breakOff();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            drop();
        }
    }

    /// A refusal is an answer too.
    private @Nullable StoreUnavailableException look() {
        try {
            var open = sql == null ? connections.openQuick() : sql;
            sql = open;
            long _ = open.number("select 1");
            return null;
        } catch (StoreUnavailableException e) {
            drop();
            return PostgresFault.isSilence(e) ? e : null;
        }
    }

    private void drop() {
        if (sql != null) {
            sql.close();
            sql = null;
        }
    }

    private void breakOff() {
        for (var connection : watched) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("connection not broken off", e);
            }
        }
    }

    @Override
    public void close() {
        done.countDown();
    }
}
