package ripcord.server;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has all of the heap collected when more than half of its old generation must be garbage.
///
/// The serial collector, which `jvm.options` chooses, moves there what has lived through some collections of new
/// objects, and looks at it only when it can't grow any more: half of a large machine's memory would go to what nobody
/// needs. Such a collection stops all threads, for 0.3 s where 200 MB live. Other collectors look by themselves; there
/// this does nothing.
final class HeapWatch {
    private static final Logger LOG = LoggerFactory.getLogger(HeapWatch.class);
    private static final String SERIAL = "Tenured Gen";
    /// How long to wait between two looks, and so between two collections.
    static final Duration PAUSE = Duration.ofSeconds(10);
    /// So much more than what lived is no reason yet, in bytes.
    static final long LEAST = 128L << 20;

    private @Nullable MemoryPoolMXBean old;

    /// To be called by one thread.
    void look() {
        var pool = old();
        if (pool != null
                && isOvergrown(
                        pool.getUsage().getUsed(), pool.getCollectionUsage().getUsed())) {
            long before = pool.getUsage().getUsed();
            System.gc();
            LOG.debug(
                    "heap collected before_bytes={} after_bytes={}",
                    before,
                    pool.getUsage().getUsed());
        }
    }

    /// Not before it is asked for: management would cost the start.
    private @Nullable MemoryPoolMXBean old() {
        if (old == null) {
            old = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getName().equals(SERIAL))
                    .findAny()
                    .orElse(null);
        }
        return old;
    }

    /// @param used of the old generation, in bytes
    /// @param lived how much of it did when all of it was collected last; 0 if it never was
    static boolean isOvergrown(long used, long lived) {
        return used - lived > Math.max(lived, LEAST);
    }
}
