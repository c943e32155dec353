package ripcord.server.database;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the store is still the one that this server knows: that it has what it once showed. Thread-safe.
final class Parting {
    private static final Logger LOG = LoggerFactory.getLogger(Parting.class);

    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private volatile Runnable suspicion = () -> {};
    private volatile @Nullable String why;

    /// Runs `look` when it seems so, and the writer has to look whether it is.
    void onSuspected(Runnable look) {
        suspicion = look;
    }

    /// It seems so.
    void suspect() {
        suspicion.run();
    }

    /// Tells `listener` why this server must not go on.
    synchronized void onParted(Consumer<String> listener) {
        listeners.add(listener);
        if (why != null) {
            listener.accept(why);
        }
    }

    /// This server must not go on.
    synchronized void part(String reason) {
        if (why == null) {
            LOG.error("store lost why={}", reason);
            why = reason;
            listeners.forEach(listener -> listener.accept(reason));
        }
    }

    /// @throws StoreUnavailableException if this server must not go on
    void requireNone() {
        if (why != null) {
            throw new StoreUnavailableException(why);
        }
    }
}
