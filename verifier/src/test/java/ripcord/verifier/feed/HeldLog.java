package ripcord.verifier.feed;

import java.util.Set;

/** A copy of the log that tests fill by hand: the real set of entries, the real stamp, no stream. */
public final class HeldLog {
    private final Clocks clocks;
    private final EntrySet entries = new EntrySet(10_000, 42);
    private volatile Evidence evidence = Evidence.NONE;

    public HeldLog(Clocks clocks) {
        this.clocks = clocks;
    }

    public EntrySet entries() {
        return entries;
    }

    public Evidence evidence() {
        return evidence;
    }

    /** As if a heartbeat said just now that nothing is missing. */
    public void beat() {
        beat(3_600_000, 0);
    }

    /**
     * As if a heartbeat said just now that nothing is missing, on a stream that began so.
     *
     * @param maxStalenessMillis what the server's policy demands
     * @param aheadMillis of the server's wall clock
     */
    public void beat(long maxStalenessMillis, long aheadMillis) {
        var now = Moment.now(clocks);
        var hello = new Hello("subscription", "log", 0, 500, maxStalenessMillis, now.wall() + aheadMillis, false);
        evidence = new Evidence(new Anchor(now, hello, now), 0, 0, 1, Set.of());
    }

    /** As if nothing had ever been heard. */
    public void forget() {
        evidence = Evidence.NONE;
    }

    public Entry add(long seq, TargetType type, String tenant, String value) {
        return add(new Entry(seq, tenant, type, Target.of(type, tenant, value), Effect.REVOKE, Long.MAX_VALUE));
    }

    public Entry add(Entry entry) {
        entries.add(entry, Integer.MAX_VALUE);
        return entry;
    }

    public static TargetType type(String wireName) {
        return TargetType.ofWireName(wireName);
    }
}
