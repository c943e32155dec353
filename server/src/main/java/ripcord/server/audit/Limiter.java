package ripcord.server.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Lets through only so many of those events that anybody can cause, so that nobody fills a disk with them; what was
/// held back is counted and told. Bounded in memory, whatever comes. Thread-safe.
final class Limiter {
    /// Of one action, tenant and reason in a minute.
    static final int EACH = 10;
    /// Of all together in a minute: at half a kilobyte a line, less than 100 MB a day.
    static final int ALL = 120;

    private static final long MINUTE = 60_000;
    private static final int MOST_KEYS = 1_000;

    private final Map<Key, Tally> tallies = new HashMap<>();
    private long minute;
    private int passed;

    Limiter(long nowMillis) {
        minute = Math.floorDiv(nowMillis, MINUTE);
    }

    private record Key(String tenant, String action, String reason) {}

    private static final class Tally {
        private int passed;
        private long held;
    }

    /// Whether `event` is told; otherwise it is counted.
    synchronized boolean admits(Event event) {
        var tally = tally(new Key(event.get(Field.TENANT), event.action().word(), event.get(Field.REASON)));
        if (tally.passed >= EACH || passed >= ALL) {
            tally.held++;
            return false;
        }
        tally.passed++;
        passed++;
        return true;
    }

    /// With too many different ones, the rest of an action is counted together.
    private Tally tally(Key key) {
        var known = tallies.get(key);
        if (known != null) {
            return known;
        }
        var kept = tallies.size() < MOST_KEYS ? key : new Key("", key.action, "");
        return tallies.computeIfAbsent(kept, ignored -> new Tally());
    }

    /// What was held back in the minute that is over; nothing while it is not.
    synchronized List<Event> summaries(long nowMillis) {
        long now = Math.floorDiv(nowMillis, MINUTE);
        if (now == minute) {
            return List.of();
        }
        minute = now;
        return rest();
    }

    /// What was held back in this minute so far.
    synchronized List<Event> rest() {
        var summaries = new ArrayList<Event>();
        tallies.forEach((key, tally) -> {
            if (tally.held > 0) {
                summaries.add(Event.refusalsSuppressed(key.tenant, key.action, key.reason, tally.held));
            }
        });
        tallies.clear();
        passed = 0;
        return summaries;
    }
}
