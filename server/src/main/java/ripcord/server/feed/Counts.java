package ripcord.server.feed;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How many there are for each account; nothing is kept of one that has none. Thread-safe.
final class Counts {
    private final Map<Account, Integer> counts = new ConcurrentHashMap<>();

    void add(Account account) {
        counts.merge(account, 1, Integer::sum);
    }

    void remove(Account account) {
        counts.computeIfPresent(account, (_, count) -> count > 1 ? count - 1 : null);
    }

    int of(Account account) {
        return counts.getOrDefault(account, 0);
    }
}
