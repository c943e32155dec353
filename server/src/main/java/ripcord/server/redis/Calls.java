package ripcord.server.redis;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What servers call to each other through Redis, only to be quick: each call is heard by everybody who listens, the
/// caller too, at most once, and perhaps by nobody. Whoever needs to know looks anyway. Thread-safe.
public final class Calls {
    /// What Redis is used for.
    public static final String CALLING = "calls";

    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private final Use calling;
    private final String prefix;
    private final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();

    Calls(Use calling, String prefix) {
        this.calling = calling;
        this.prefix = prefix;
    }

    /// Runs `listener` when somebody has called, and each time that calls may have been missed; before the Redis is
    /// started. On a thread of the driver's: be quick, and do not wait for Redis.
    public void on(String channel, Runnable listener) {
        listeners
                .computeIfAbsent(prefix + channel, ignored -> new CopyOnWriteArrayList<>())
                .add(listener);
    }

    /// Calls; returns at once. Calls that come faster than Redis takes them are one.
    public void wake(String channel) {
        var name = prefix + channel;
        if (waiting.add(name)) {
            Thread.startVirtualThread(() -> {
                waiting.remove(name);
                calling.tell(name);
            });
        }
    }

    Set<String> channels() {
        return Set.copyOf(listeners.keySet());
    }

    void heard(String channel) {
        for (var listener : listeners.getOrDefault(channel, List.of())) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.warn("listener failed channel={}", channel, e);
            }
        }
    }

    /// Nobody heard anything for a while.
    void missed() {
        listeners.keySet().forEach(this::heard);
    }
}
