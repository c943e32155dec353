package ripcord.verifier.feed;

import java.lang.invoke.VarHandle;

/**
 * The live entries that this verifier holds, by target. Thread-safe; looking something up takes no lock.
 *
 * <p>Entries are added and end by themselves, they are never taken away: an entry that is kept for too long concerns
 * only tokens that have expired, one that is dropped too early revives them. When there is no room for another target,
 * its entry is kept as one of its whole tenant.
 */
public final class EntrySet {
    private static final int SMALL = 1 << 16;

    private final int limit;
    private volatile boolean coarse;
    private volatile EntryTable table;

    /**
     * @param limit how many targets are told apart before entries are kept by tenant; signing keys and tenants themselves
     *     have room beyond it
     * @param seed secret, so that nobody can choose targets which slow the look-up down
     */
    EntrySet(int limit, long seed) {
        if (limit < 1) {
            throw new IllegalArgumentException("entries: " + limit + " (expected: at least 1)");
        }
        this.limit = limit;
        this.table = new EntryTable(0, seed | 1);
    }

    /** Whether a live entry takes back what was derived at {@code seq}. */
    public boolean revokedAfter(Target target, long seq) {
        return isAfter(table.revoked(target), seq);
    }

    /** Whether a live entry bars the target, however new what concerns it claims to be: tokens and signing keys. */
    public boolean barred(Target target) {
        return table.revoked(target) != 0;
    }

    /** Whether a live entry of either effect voids what was cached at {@code seq}. */
    public boolean anyAfter(Target target, long seq) {
        EntryTable now = table;
        return isAfter(now.revoked(target), seq) || isAfter(now.invalidated(target), seq);
    }

    private static boolean isAfter(long entry, long seq) {
        return entry != 0 && entry > seq;
    }

    /** How many targets have a live entry. */
    public synchronized int size() {
        return table.size();
    }

    /** Whether entries had to be kept by tenant, so that more was taken back than asked for. */
    public boolean isCoarse() {
        return coarse;
    }

    /**
     * Adds an entry; every look-up that begins afterwards sees it.
     *
     * @param end the last second in which it may matter, as {@link #dropEnded} counts
     * @return whether it was news
     * @throws FeedException if there is no memory even for an entry of the whole tenant
     */
    synchronized boolean add(Entry entry, int end) {
        boolean news = raise(entry, end);
        // A look-up begins after this one returns because somebody was told so, perhaps on another machine.
        VarHandle.fullFence();
        return news;
    }

    private boolean raise(Entry entry, int end) {
        Target target = fits(entry) ? entry.target() : Target.of(TargetType.TENANT, entry.tenant(), "");
        if (!table.has(target) && !hasRoom() && !table.hasSlot()) {
            // Evidence says that everything is held up to somewhere: better the stream ends here.
            throw new FeedException("entries: no memory for another");
        }
        return table.raise(target, entry.effect(), entry.seq(), end);
    }

    /** A signing key has to be kept as such: whoever holds it writes any {@code rev}, which a tenant's entry trusts. */
    private boolean fits(Entry entry) {
        if (table.has(entry.target())) {
            return true;
        }
        boolean always = entry.type() == TargetType.SIGNING_KEY || entry.type() == TargetType.TENANT;
        boolean fits = (table.size() < limit || always) && hasRoom();
        coarse |= !fits;
        return fits || always;
    }

    private boolean hasRoom() {
        if (!table.isFull()) {
            return true;
        }
        try {
            table = table.copyFrom(Integer.MIN_VALUE, 2 * table.size());
            return true;
        } catch (OutOfMemoryError e) {
            // The table at hand works with more in it, if a little slower.
            return false;
        }
    }

    /** Drops entries whose last second is before that one, once they are many enough to be worth it. */
    synchronized void dropEnded(int second) {
        int ended = table.endedBefore(second);
        int size = table.size();
        if (ended > 0 && (size <= SMALL || ended >= size / 8)) {
            table = table.copyFrom(second, size - ended + 1);
        }
    }
}
