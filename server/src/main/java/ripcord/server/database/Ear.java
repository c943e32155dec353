package ripcord.server.database;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears what servers call to each other, on a connection of its own that no pool shares out. Nobody needs it, and
/// nobody waits for it: while it is lost, changes are noticed a little later.
final class Ear implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ear.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration TURN = Duration.ofMillis(500);

    private final PostgresConnections direct;
    private final Runnable changed;
    private final ObjLongConsumer<String> applied;
    private final Thread thread = new Thread(this::loop, "database-ear");
    private boolean lost;
    private volatile boolean closing;

    /// @param changed is run when somebody has changed something: be quick
    Ear(PostgresConnections direct, Runnable changed, ObjLongConsumer<String> applied) {
        this.direct = direct;
        this.changed = changed;
        this.applied = applied;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void loop() {
        while (!closing) {
            try (var sql = direct.openQuick()) {
                sql.update("set application_name = 'ripcord ear'");
                hear(Wire.listening(sql));
            } catch (RuntimeException e) {
                if (!lost && !closing) {
                    lost = true;
                    LOG.warn("changes are not heard of, and noticed a little later", e);
                }
                pause();
            }
        }
    }

    private void hear(Wire wire) {
        if (lost) {
            lost = false;
            LOG.info("changes are heard of again");
        }
        // What was called before is not heard.
        changed.run();
        while (!closing) {
            if (wire.await(TURN, applied)) {
                changed.run();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(AGAIN.toNanos());
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    @Override
    public void close() {
        closing = true;
    }
}
