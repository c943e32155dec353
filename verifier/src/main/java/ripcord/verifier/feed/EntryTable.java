package ripcord.verifier.feed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Targets and their newest numbers in flat arrays: open addressing, linear probing, at most half full.
 *
 * <p>One thread writes at a time, any number read without a lock. A slot is taken by writing its tag last, with release;
 * after that its numbers only grow. Nothing is ever removed: a table without the ended entries is built and takes this
 * one's place.
 */
final class EntryTable {
    static final int NONE = -1;
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle BYTES = MethodHandles.arrayElementVarHandle(byte[].class);
    private static final int LARGEST = 1 << 28;
    private static final int WIDTH = 4;
    private static final int LOW = 1;
    private static final int REVOKED = 2;
    private static final int INVALIDATED = 3;
    /** A tag is this and seven bits of the hash. */
    private static final byte TAKEN = (byte) 0x80;

    /** One byte for each slot, 0 if it is free: almost every look-up misses, and ends here, in a processor's cache. */
    private final byte[] tags;
    /** Four of each slot: high, low, the newest revoke, the newest invalidate; 0 is none. */
    private final long[] slots;
    /** Last second of each slot's life. Only the writer looks. */
    private final int[] ends;

    private final long odd;
    private final int shift;
    private final int mask;
    private int size;

    /**
     * @param room how many targets must fit
     * @param odd secret factor of the hash, so that nobody can choose targets which collide; odd
     */
    EntryTable(int room, long odd) {
        int count = slotsFor(room);
        this.tags = new byte[count];
        this.slots = new long[WIDTH * count];
        this.ends = new int[count];
        this.odd = odd;
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(count);
        this.mask = count - 1;
    }

    private static int slotsFor(int room) {
        if (room > LARGEST / 2) {
            throw new IllegalArgumentException("entries: " + room + " (expected: at most " + LARGEST / 2 + ")");
        }
        return Math.max(16, Integer.highestOneBit(Math.max(1, 2 * room - 1)) << 1);
    }

    // Reading, by any thread.

    /** The newest revoke entry's number, or 0. */
    long revoked(Target target) {
        return read(target, REVOKED);
    }

    /** The newest invalidate entry's number, or 0. */
    long invalidated(Target target) {
        return read(target, INVALIDATED);
    }

    private long read(Target target, int column) {
        int slot = find(target);
        return slot == NONE ? 0 : (long) LONGS.getAcquire(slots, WIDTH * slot + column);
    }

    private int find(Target target) {
        long hash = hash(target);
        byte tag = tag(hash);
        for (int slot = home(hash); ; slot = (slot + 1) & mask) {
            byte found = (byte) BYTES.getAcquire(tags, slot);
            if (found == tag && holds(slot, target)) {
                return slot;
            }
            if (found == 0) {
                return NONE;
            }
        }
    }

    private boolean holds(int slot, Target target) {
        return slots[WIDTH * slot] == target.high() && slots[WIDTH * slot + LOW] == target.low();
    }

    private long hash(Target target) {
        return (target.low() ^ Long.rotateLeft(target.high(), 32)) * odd;
    }

    private int home(long hash) {
        return (int) (hash >>> shift);
    }

    /** Of bits that the home does not depend on, as long as there are fewer than 2^32 slots. */
    private static byte tag(long hash) {
        return (byte) (TAKEN | (hash >>> 24));
    }

    // Writing, by one thread at a time.

    boolean has(Target target) {
        return find(target) != NONE;
    }

    int size() {
        return size;
    }

    /** Half of it is taken: with more in it, looking up becomes slower. */
    boolean isFull() {
        return 2 * (size + 1) > mask + 1;
    }

    /** Whether one more can be held at all: a look-up ends at a free slot, so some have to stay free. */
    boolean hasSlot() {
        return size < mask - mask / 8;
    }

    /** Raises the target's number; tells whether that was news. There must be room. */
    boolean raise(Target target, Effect effect, long seq, int end) {
        int slot = find(target);
        return slot == NONE ? insert(target, effect, seq, end) : update(slot, effect, seq, end);
    }

    private boolean insert(Target target, Effect effect, long seq, int end) {
        int slot = free(hash(target));
        ends[slot] = end;
        slots[WIDTH * slot] = target.high();
        slots[WIDTH * slot + LOW] = target.low();
        slots[place(slot, effect)] = seq;
        BYTES.setRelease(tags, slot, tag(hash(target)));
        size++;
        return true;
    }

    private boolean update(int slot, Effect effect, long seq, int end) {
        ends[slot] = Math.max(ends[slot], end);
        int at = place(slot, effect);
        if (slots[at] >= seq) {
            return false;
        }
        LONGS.setRelease(slots, at, seq);
        return true;
    }

    private static int place(int slot, Effect effect) {
        return WIDTH * slot + (effect == Effect.REVOKE ? REVOKED : INVALIDATED);
    }

    private int free(long hash) {
        int slot = home(hash);
        while (tags[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    int endedBefore(int second) {
        int ended = 0;
        for (int slot = 0; slot <= mask; slot++) {
            if (tags[slot] != 0 && ends[slot] < second) {
                ended++;
            }
        }
        return ended;
    }

    /** A table with what ends in that second or later, and room for so many. */
    EntryTable copyFrom(int second, int room) {
        var copy = new EntryTable(room, odd);
        for (int slot = 0; slot <= mask; slot++) {
            if (tags[slot] != 0 && ends[slot] >= second) {
                copy.take(this, slot);
            }
        }
        return copy;
    }

    private void take(EntryTable other, int from) {
        int slot = free(hash(new Target(other.slots[WIDTH * from], other.slots[WIDTH * from + LOW])));
        System.arraycopy(other.slots, WIDTH * from, slots, WIDTH * slot, WIDTH);
        tags[slot] = other.tags[from];
        ends[slot] = other.ends[from];
        size++;
    }
}
