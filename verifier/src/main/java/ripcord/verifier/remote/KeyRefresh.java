package ripcord.verifier.remote;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Keeps the keys of several issuers fresh, on one daemon thread. */
public final class KeyRefresh implements AutoCloseable {
    private static final Logger LOG = System.getLogger("ripcord.verifier.keys");
    private static final long TICK_MILLIS = 250;

    private final List<JwksFetcher> fetchers;
    private final CountDownLatch closed = new CountDownLatch(1);

    public KeyRefresh(List<JwksFetcher> fetchers) {
        this.fetchers = List.copyOf(fetchers);
    }

    /** Asks for all keys, and again in time; returns at once. To be called once. */
    public void start() {
        fetchers.forEach(JwksFetcher::refreshIfDue);
        var thread = new Thread(this::run, "ripcord-keys");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!closed.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                fetchers.forEach(KeyRefresh::refresh);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What fails for want of memory is tried again: without this thread keys would never be replaced. */
    private static void refresh(JwksFetcher fetcher) {
        try {
            fetcher.refreshIfDue();
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.log(Level.WARNING, "keys not looked after, trying again", e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
