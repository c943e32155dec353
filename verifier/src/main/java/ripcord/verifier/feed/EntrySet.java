package ripcord.verifier.feed;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import ripcord.verifier.feed.EntryTable.Hashing;

/**
 * The live entries that this verifier holds, by target. Thread-safe; looking something up takes no lock.
 *
 * <p>Entries are added and end by themselves, they are never taken away: an entry that is kept for too long concerns
 * only tokens that have expired, one that is dropped too early revives them. When there is no room for another target,
 * its entry is kept as one of its whole tenant.
 *
 * <p>Many small tables and not a large one: each grows and loses what has ended by itself, so that nothing takes long,
 * and no memory is needed for two of everything.
 */
public final class EntrySet {
    private static final int TABLES = 128;
    /** Of the sets of this process, so that no two ever have a version in common. */
    private static final AtomicLong SETS = new AtomicLong();
    /** Of each set there can be so many versions. */
    private static final int VERSION_BITS = 40;
    /** A table this small is made anew for any entry that ended. */
    private static final int SMALL = 512;

    private final int limit;
    private final Hashing hashing;
    private final AtomicReferenceArray<EntryTable> tables;
    private final int shift;
    private volatile long version = SETS.incrementAndGet() << VERSION_BITS;
    private volatile boolean coarse;
    private int size;

    /**
     * @param limit how many entries are told apart before they are kept by tenant; signing keys and tenants themselves
     *     have room beyond it
     * @param seed secret, so that nobody can choose targets which slow the look-up down
     */
    EntrySet(int limit, long seed) {
        this(limit, seed, TABLES);
    }

    /** @param count of tables, among which the upper bits of a target's hash choose; a power of two from 2 to 256 */
    EntrySet(int limit, long seed, int count) {
        if (limit < 1) {
            throw new IllegalArgumentException("entries: " + limit + " (expected: at least 1)");
        }
        this.limit = limit;
        this.hashing = new Hashing(seed | 1);
        this.tables = new AtomicReferenceArray<>(count);
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(count);
        for (int i = 0; i < count; i++) {
            tables.set(i, new EntryTable(1));
        }
    }

    /** Whether a live entry takes back what was derived at {@code seq}. */
    public boolean revokedAfter(Target target, long seq) {
        return revokedAfter(target.high(), target.low(), seq);
    }

    /** As {@link #revokedAfter(Target, long)}, for who has a target's halves and no object of it. */
    public boolean revokedAfter(long high, long low, long seq) {
        return isAfter(revoked(high, low), seq);
    }

    /** Whether a live entry bars the target, however new what concerns it claims to be: tokens and signing keys. */
    public boolean barred(Target target) {
        return barred(target.high(), target.low());
    }

    /** As {@link #barred(Target)}, for who has a target's halves and no object of it. */
    public boolean barred(long high, long low) {
        return revoked(high, low) != 0;
    }

    /** Whether a live entry of either effect voids what was cached at {@code seq}. */
    public boolean anyAfter(Target target, long seq) {
        long hash = hashing.of(target);
        EntryTable table = tables.get(index(hash));
        return isAfter(table.newest(hash, target.high(), target.low(), Effect.REVOKE), seq)
                || isAfter(table.newest(hash, target.high(), target.low(), Effect.INVALIDATE), seq);
    }

    private static boolean isAfter(long entry, long seq) {
        return entry != 0 && entry > seq;
    }

    private long revoked(long high, long low) {
        long hash = hashing.of(high, low);
        return tables.get(index(hash)).newest(hash, high, low, Effect.REVOKE);
    }

    private int index(long hash) {
        return (int) (hash >>> shift);
    }

    /**
     * Changes whenever a look-up may begin to find more than before. Who asks for it, then looks something up and does
     * not find it, need not look again for as long as this stays the same: it changes after an entry can be found, and
     * before anybody is told that it is in use. Never 0, and of no two sets the same.
     */
    public long version() {
        return version;
    }

    /** How many entries are live, for each target and effect the newest. */
    public synchronized int size() {
        return size;
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
        if (news) {
            // After, not before: else somebody could look in between, find nothing, and hold that for the new version.
            version = version + 1;
        }
        // A look-up begins after this one returns because somebody was told so, perhaps on another machine.
        VarHandle.fullFence();
        return news;
    }

    private boolean raise(Entry entry, int end) {
        Target target = fits(entry) ? entry.target() : Target.of(TargetType.TENANT, entry.tenant(), "");
        long hash = hashing.of(target);
        int index = index(hash);
        if (!tables.get(index).has(hash, target, entry.effect())) {
            if (!hasRoom(index) && !tables.get(index).hasSlot()) {
                // Evidence says that everything is held up to somewhere: better the stream ends here.
                throw new FeedException("entries: no memory for another");
            }
            size++;
        }
        return tables.get(index).raise(hash, entry, target, end);
    }

    /** A signing key has to be kept as such: whoever holds it writes any {@code rev}, which a tenant's entry trusts. */
    private boolean fits(Entry entry) {
        long hash = hashing.of(entry.target());
        int index = index(hash);
        if (tables.get(index).has(hash, entry.target(), entry.effect())) {
            return true;
        }
        boolean always = entry.type() == TargetType.SIGNING_KEY || entry.type() == TargetType.TENANT;
        // A target that is told apart stays so, whichever effect comes second.
        boolean known = tables.get(index).has(hash, entry.target(), other(entry.effect()));
        boolean fits = (size < limit || known || always) && hasRoom(index);
        coarse |= !fits;
        return fits || always;
    }

    private static Effect other(Effect effect) {
        return effect == Effect.REVOKE ? Effect.INVALIDATE : Effect.REVOKE;
    }

    /** Grows by an eighth at a time: memory counts for more than that an entry is moved eight times. */
    private boolean hasRoom(int index) {
        EntryTable table = tables.get(index);
        if (!table.isFull()) {
            return true;
        }
        try {
            tables.set(index, table.copyFrom(Integer.MIN_VALUE, table.size() + table.size() / 8 + 1, hashing));
            return true;
        } catch (OutOfMemoryError e) {
            // The table at hand works with more in it, if a little slower.
            return false;
        }
    }

    /** Drops entries whose last second is before that one, where they are many enough to be worth it. */
    void dropEnded(int second) {
        for (int index = 0; index < tables.length(); index++) {
            dropEnded(index, second);
        }
    }

    /** One table at a time, so that whoever adds entries does not wait for all. */
    private synchronized void dropEnded(int index, int second) {
        EntryTable table = tables.get(index);
        int ended = table.endedBefore(second);
        if (ended > 0 && (table.size() <= SMALL || ended >= table.size() / 8)) {
            try {
                tables.set(index, table.copyFrom(second, table.size() - ended + 1, hashing));
                size -= ended;
            } catch (OutOfMemoryError e) {
                // What has ended does no harm for longer, and there may be enough for the next table.
            }
        }
    }
}
