package ripcord.verifier.feed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Targets and their newest numbers in flat arrays: open addressing in groups of eight slots, at most seven eighths full.
 *
 * <p>One thread writes at a time, any number read without a lock. A slot is taken by writing its tag last, with release;
 * after that its number only grows. Nothing is ever removed: a table without the ended entries is built and takes this
 * one's place. A target that has entries of both effects has two slots.
 *
 * <p>Eight tags are one word, and are compared as one: {@link #equal} and {@link #FREE} are all there is to that.
 */
final class EntryTable {
    static final int NONE = -1;
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int LARGEST = 1 << 28;
    private static final int GROUP = 8;
    private static final int WIDTH = 3;
    private static final int LOW = 1;
    private static final int NUMBER = 2;
    /** The highest bit of a tag: not set if the slot is free. */
    private static final long FREE = 0x8080_8080_8080_8080L;

    private static final long SEVEN_BITS = 0x7F7F_7F7F_7F7F_7F7FL;
    private static final long EACH = 0x0101_0101_0101_0101L;

    /** A byte for each slot, 0 if it is free: almost every look-up misses, and ends here, in a processor's cache. */
    private final long[] tags;
    /** Three of each slot: high, low, and the newest number with the effect as its last bit. */
    private final long[] slots;
    /** Last second of each slot's life. Only the writer looks. */
    private final int[] ends;

    private int size;

    /** @param room how many entries must fit */
    EntryTable(int room) {
        if (room > LARGEST) {
            throw new IllegalArgumentException("entries: " + room + " (expected: at most " + LARGEST + ")");
        }
        int groups = room / (GROUP - 1) + 1;
        this.tags = new long[groups];
        this.slots = new long[WIDTH * GROUP * groups];
        this.ends = new int[GROUP * groups];
    }

    // Reading, by any thread.

    /**
     * The newest number of an entry of that effect, or 0.
     *
     * @param hash of the target, always the same one
     */
    long newest(long hash, long high, long low, Effect effect) {
        int slot = find(hash, high, low, effect);
        return slot == NONE ? 0 : (long) LONGS.getAcquire(slots, WIDTH * slot + NUMBER) >>> 1;
    }

    private int find(long hash, long high, long low, Effect effect) {
        long tag = tag(hash);
        for (int group = home(hash); ; group = next(group)) {
            long found = (long) LONGS.getAcquire(tags, group);
            for (long equal = equal(found, tag); equal != 0; equal &= equal - 1) {
                int slot = slot(group, equal);
                if (holds(slot, high, low, effect)) {
                    return slot;
                }
            }
            if ((~found & FREE) != 0) {
                return NONE;
            }
        }
    }

    /** In which of eight bytes two words are equal: the highest bit of each that is, and no other. */
    static long equal(long a, long b) {
        long different = a ^ b;
        return ~(((different & SEVEN_BITS) + SEVEN_BITS) | different | SEVEN_BITS);
    }

    /** The slot of the lowest byte that is marked. */
    private static int slot(int group, long marked) {
        return GROUP * group + (Long.numberOfTrailingZeros(marked) >>> 3);
    }

    private boolean holds(int slot, long high, long low, Effect effect) {
        int at = WIDTH * slot;
        return slots[at] == high
                && slots[at + LOW] == low
                && ((long) LONGS.getAcquire(slots, at + NUMBER) & 1) == bit(effect);
    }

    private static int bit(Effect effect) {
        return effect == Effect.REVOKE ? 0 : 1;
    }

    /** Of 32 bits: the upper eight chose the table. */
    private int home(long hash) {
        return (int) ((((hash >>> 24) & 0xFFFF_FFFFL) * tags.length) >>> 32);
    }

    private int next(int group) {
        return group + 1 == tags.length ? 0 : group + 1;
    }

    /** Eight times the same byte, of bits that neither the table nor the home depends on. */
    private static long tag(long hash) {
        return FREE | (((hash >>> 17) & 0x7F) * EACH);
    }

    // Writing, by one thread at a time.

    boolean has(long hash, Target target, Effect effect) {
        return find(hash, target.high(), target.low(), effect) != NONE;
    }

    int size() {
        return size;
    }

    /** Seven eighths of it are taken: with more in it, looking up becomes slower. */
    boolean isFull() {
        return size >= ends.length - tags.length;
    }

    /** Whether one more can be held at all: a look-up ends at a free slot, so one has to stay free. */
    boolean hasSlot() {
        return size < ends.length - 1;
    }

    /** Raises the target's number; tells whether that was news. There must be room. */
    boolean raise(long hash, Entry entry, Target target, int end) {
        long number = (entry.seq() << 1) | bit(entry.effect());
        int slot = find(hash, target.high(), target.low(), entry.effect());
        if (slot != NONE) {
            return update(slot, number, end);
        }
        insert(hash, target.high(), target.low(), number, end);
        return true;
    }

    private void insert(long hash, long high, long low, long number, int end) {
        int group = home(hash);
        while ((~tags[group] & FREE) == 0) {
            group = next(group);
        }
        int slot = slot(group, ~tags[group] & FREE);
        ends[slot] = end;
        slots[WIDTH * slot] = high;
        slots[WIDTH * slot + LOW] = low;
        slots[WIDTH * slot + NUMBER] = number;
        long mine = tag(hash) & (0xFFL << (Byte.SIZE * (slot % GROUP)));
        LONGS.setRelease(tags, group, tags[group] | mine);
        size++;
    }

    private boolean update(int slot, long number, int end) {
        ends[slot] = Math.max(ends[slot], end);
        int at = WIDTH * slot + NUMBER;
        if (slots[at] >= number) {
            return false;
        }
        LONGS.setRelease(slots, at, number);
        return true;
    }

    int endedBefore(int second) {
        int ended = 0;
        for (int slot = 0; slot < ends.length; slot++) {
            if (isTaken(slot) && ends[slot] < second) {
                ended++;
            }
        }
        return ended;
    }

    private boolean isTaken(int slot) {
        return ((tags[slot / GROUP] >>> (Byte.SIZE * (slot % GROUP))) & 0x80) != 0;
    }

    /** A table with what ends in that second or later, and room for so many. */
    EntryTable copyFrom(int second, int room, Hashing hashing) {
        var copy = new EntryTable(room);
        for (int slot = 0; slot < ends.length; slot++) {
            if (isTaken(slot) && ends[slot] >= second) {
                int at = WIDTH * slot;
                long hash = hashing.of(slots[at], slots[at + LOW]);
                copy.insert(hash, slots[at], slots[at + LOW], slots[at + NUMBER], ends[slot]);
            }
        }
        return copy;
    }

    /**
     * The hash of a target.
     *
     * @param odd secret factor, so that nobody can choose targets which collide; odd
     */
    record Hashing(long odd) {
        long of(Target target) {
            return of(target.high(), target.low());
        }

        long of(long high, long low) {
            return (low ^ Long.rotateLeft(high, 32)) * odd;
        }
    }
}
