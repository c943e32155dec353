package ripcord.server.apikey;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import ripcord.server.database.Database;

/// When each key was last used, to the minute. Written in batches: what a crash takes with it is the last few seconds.
/// Thread-safe.
final class KeyUses {
    private final Database database;
    private final SqlApiKeyStore store;
    private final Map<String, Instant> last = new ConcurrentHashMap<>();
    private final Map<String, Instant> unwritten = new ConcurrentHashMap<>();

    KeyUses(Database database, SqlApiKeyStore store) {
        this.database = database;
        this.store = store;
        last.putAll(database.query(store::uses));
    }

    void note(String id, Instant now) {
        var known = last.get(id);
        if (known != null && now.isBefore(known.plus(1, ChronoUnit.MINUTES))) {
            return;
        }
        var minute = now.truncatedTo(ChronoUnit.MINUTES);
        last.put(id, minute);
        unwritten.put(id, minute);
    }

    Optional<Instant> of(String id) {
        return Optional.ofNullable(last.get(id));
    }

    void forget(String id) {
        unwritten.remove(id);
        last.remove(id);
    }

    /// Writes what was noted since the last time. What could not be written is tried again the next time.
    void write() {
        var batch = new HashMap<>(unwritten);
        if (batch.isEmpty()) {
            return;
        }
        database.write(tx -> {
            batch.forEach((id, at) -> store.used(tx, id, at));
            return batch.size();
        });
        batch.forEach(unwritten::remove);
    }
}
