package ripcord.verifier.feed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which keys this verifier holds and has not told the server of yet, by tenant. Thread-safe. */
final class HeldKeys {
    private static final int MOST_AT_ONCE = 100;
    private static final int MOST_OF_ONE = 32;

    private final Map<String, List<String>> untold = new LinkedHashMap<>();

    /** These are held from now on. What was held before and not told yet is among them, or needed no more. */
    synchronized void add(String tenant, Collection<String> keyIds) {
        if (!keyIds.isEmpty()) {
            untold.put(tenant, keyIds.stream().limit(MOST_OF_ONE).toList());
        }
    }

    /** What is to be told, in parts that the server takes; it counts as told. */
    synchronized List<Map<String, List<String>>> take() {
        var parts = new ArrayList<Map<String, List<String>>>();
        for (var one : untold.entrySet()) {
            if (parts.isEmpty() || parts.get(parts.size() - 1).size() == MOST_AT_ONCE) {
                parts.add(new LinkedHashMap<>());
            }
            parts.get(parts.size() - 1).put(one.getKey(), one.getValue());
        }
        untold.clear();
        return parts;
    }
}
