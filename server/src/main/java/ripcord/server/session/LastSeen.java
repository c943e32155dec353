package ripcord.server.session;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Uses of sessions that no row tells of yet. Thread-safe.
final class LastSeen {
    private final Map<SessionKey, Instant> pending = new ConcurrentHashMap<>();

    void add(SessionKey key, Instant at) {
        pending.merge(key, at, LastSeen::later);
    }

    /// The later of what a row says and what it does not say yet.
    Instant of(SessionKey key, Instant inRow) {
        @Nullable Instant known = pending.get(key);
        return known == null ? inRow : later(known, inRow);
    }

    /// Up to `most` of them; they stay known until [#written].
    Map<SessionKey, Instant> some(int most) {
        var taken = new HashMap<SessionKey, Instant>();
        for (var entry : pending.entrySet()) {
            if (taken.size() == most) {
                break;
            }
            taken.put(entry.getKey(), entry.getValue());
        }
        return taken;
    }

    /// The rows tell of these now.
    void written(Map<SessionKey, Instant> told) {
        told.forEach(pending::remove);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
