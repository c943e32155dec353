package ripcord.verifier.feed;

import java.util.Set;
import java.util.SplittableRandom;

/// A copy of the log that stands still: the real set with real entries, evidence of the moment it was made, no stream.
public final class StillLog {
    private static final long HOUR_MILLIS = 3_600_000;

    private final EntrySet entries;
    private final Evidence evidence;

    /// @param live how many sessions, of nobody who is asked about, have an entry
    public StillLog(int live) {
        var random = new SplittableRandom(1);
        entries = new EntrySet(2 * live + 1, random.nextLong());
        for (int i = 0; i < live; i++) {
            var target = new Target(random.nextLong(), random.nextLong());
            entries.add(
                    new Entry(i + 1, "default", TargetType.SESSION, target, Effect.REVOKE, Long.MAX_VALUE),
                    Integer.MAX_VALUE);
        }
        var now = Moment.now(Clocks.SYSTEM);
        var hello = new Hello("subscription", "log", 0, 500, HOUR_MILLIS, now.wall(), false);
        evidence = new Evidence(new Anchor(now, hello, now), 0, 0, live, Set.of());
    }

    /// Takes a target back, whatever `rev` says.
    public void revoke(Target target) {
        entries.add(
                new Entry(1, "default", TargetType.TOKEN, target, Effect.REVOKE, Long.MAX_VALUE), Integer.MAX_VALUE);
    }

    public EntrySet entries() {
        return entries;
    }

    public Evidence evidence() {
        return evidence;
    }
}
