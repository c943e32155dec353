package ripcord.verifier.remote;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** Lets one of those who ask for the same do the work, and gives what it found to all. Thread-safe. */
final class SingleFlight<K, V> {
    private final ConcurrentMap<K, CompletableFuture<V>> underway = new ConcurrentHashMap<>();

    /**
     * The work's result, of this call or of one that was under way.
     *
     * @param work ends by itself in bounded time, and does not throw
     */
    V ask(K key, Supplier<V> work) {
        var mine = new CompletableFuture<V>();
        CompletableFuture<V> other = underway.putIfAbsent(key, mine);
        if (other != null) {
            return other.join();
        }
        try {
            V result = work.get();
            mine.complete(result);
            return result;
        } finally {
            underway.remove(key, mine);
            mine.cancel(false);
        }
    }
}
