package ripcord.verifier.feed;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tells listeners about entries, on a thread of its own: a slow listener delays neither the feed nor a confirmation.
 * When it falls too far behind, it is told to look everything up instead.
 */
final class Announcer implements Runnable {
    private static final Logger LOG = System.getLogger("ripcord.verifier.feed");
    private static final int ROOM = 256;

    private final List<Consumer<Batch>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<KeyNews>> keyListeners = new CopyOnWriteArrayList<>();
    private final Queue<List<Entry>> waiting = new ArrayDeque<>();
    private boolean overflowed;
    private boolean running;
    private boolean closed;

    synchronized void add(Consumer<Batch> listener) {
        listeners.add(listener);
        if (!running) {
            running = true;
            RevocationFeed.daemon("ripcord-feed-listeners", this).start();
        }
    }

    void addForKeys(Consumer<KeyNews> listener) {
        keyListeners.add(listener);
    }

    /** Told on the caller's thread: these listeners only take note. */
    void announce(KeyNews news) {
        tell(keyListeners, news);
    }

    synchronized void announce(List<Entry> news) {
        if (listeners.isEmpty() || closed) {
            return;
        }
        if (waiting.size() == ROOM) {
            waiting.clear();
            overflowed = true;
        }
        waiting.add(news);
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    @Override
    public void run() {
        try {
            for (Batch batch = next(); !batch.entries().isEmpty(); batch = next()) {
                tell(listeners, batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for news; an empty batch when there will be no more. */
    private synchronized Batch next() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        boolean more = overflowed;
        overflowed = false;
        return waiting.isEmpty() ? new Batch(List.of(), false) : new Batch(waiting.remove(), more);
    }

    private static <T> void tell(List<Consumer<T>> listeners, T news) {
        for (Consumer<T> listener : listeners) {
            try {
                listener.accept(news);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "listener failed", e);
            }
        }
    }
}
