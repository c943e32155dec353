package ripcord.verifier.remote;

import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A map that stays small: when it is full, an eighth of it goes, whichever. Everything in it can be asked for again. */
final class Shelf<K, V> {
    private static final int SHARE = 8;

    private final ConcurrentMap<K, V> map = new ConcurrentHashMap<>();
    private final int limit;

    Shelf(int limit) {
        this.limit = limit;
    }

    @Nullable
    V get(K key) {
        return map.get(key);
    }

    void put(K key, V value) {
        map.put(key, value);
        if (map.size() > limit) {
            Iterator<K> it = map.keySet().iterator();
            for (int i = 0; i <= limit / SHARE && it.hasNext(); i++) {
                it.next();
                it.remove();
            }
        }
    }

    void remove(K key, V value) {
        map.remove(key, value);
    }
}
