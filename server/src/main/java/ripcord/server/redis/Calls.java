package ripcord.server.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What servers call to each other through Redis, only to be quick: each call is heard by everybody who listens, the
/// caller too, at most once, and perhaps by nobody. Anybody else who reaches that Redis may call as well. Whoever needs
/// to know looks anyway. Thread-safe.
public final class Calls {
    /// What Redis is used for.
    public static final String CALLING = "calls";

    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
    /// Those that come faster are one.
    private static final Duration GAP = Duration.ofMillis(5);
    /// So many bytes that somebody says count as a call of their own: servers say none.
    private static final int BYTES = 100;

    private final Use calling;
    private final String prefix;
    private final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> waiting = new ConcurrentHashMap<>();
    private final LongAdder heard = new LongAdder();

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

    /// Calls; returns at once. Calls that come faster than Redis takes them, or five milliseconds, are one.
    public void wake(String channel) {
        var name = prefix + channel;
        var asked = waiting.computeIfAbsent(name, ignored -> new AtomicInteger());
        if (asked.getAndIncrement() == 0) {
            Thread.startVirtualThread(() -> tell(name, asked));
        }
    }

    private void tell(String name, AtomicInteger asked) {
        int told;
        do {
            told = asked.get();
            calling.tell(name);
            LockSupport.parkNanos(GAP.toNanos());
        } while (!asked.compareAndSet(told, 0));
    }

    /// What was heard so far, counted as calls.
    long heard() {
        return heard.sum();
    }

    Set<String> channels() {
        return Set.copyOf(listeners.keySet());
    }

    /// @param length of what was said with it, in bytes
    void heard(String channel, int length) {
        heard.add(1 + length / BYTES);
        run(channel);
    }

    private void run(String channel) {
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
        listeners.keySet().forEach(this::run);
    }
}
