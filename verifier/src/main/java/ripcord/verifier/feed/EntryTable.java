package ripcord.verifier.feed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Targets and their newest numbers in flat arrays: open addressing, linear probing, at most half full.
 *
 * <p>One thread writes at a time, any number read without a lock. A slot is taken by writing {@code low} last, with
 * release; after that its numbers only grow. Nothing is ever removed: a table without the ended entries is built and
 * takes this one's place.
 */
final class EntryTable {
    static final int NONE = -1;
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int LARGEST = 1 << 29;

    /** Two of each slot: high, low. A {@code low} of 0 is a free slot. */
    private final long[] keys;
    /** Two of each slot: the newest revoke, the newest invalidate; 0 is none. */
    private final long[] seqs;
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
        int slots = slotsFor(room);
        this.keys = new long[2 * slots];
        this.seqs = new long[2 * slots];
        this.ends = new int[slots];
        this.odd = odd;
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(slots);
        this.mask = slots - 1;
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
        int slot = find(target);
        return slot == NONE ? 0 : (long) LONGS.getAcquire(seqs, place(slot, Effect.REVOKE));
    }

    /** The newest invalidate entry's number, or 0. */
    long invalidated(Target target) {
        int slot = find(target);
        return slot == NONE ? 0 : (long) LONGS.getAcquire(seqs, place(slot, Effect.INVALIDATE));
    }

    private int find(Target target) {
        long high = target.high();
        long low = taken(target.low());
        for (int slot = home(low); ; slot = (slot + 1) & mask) {
            long found = (long) LONGS.getAcquire(keys, 2 * slot + 1);
            if (found == low && keys[2 * slot] == high) {
                return slot;
            }
            if (found == 0) {
                return NONE;
            }
        }
    }

    private static int place(int slot, Effect effect) {
        return effect == Effect.REVOKE ? 2 * slot : 2 * slot + 1;
    }

    /** 0 marks a free slot, so the one target in 2^64 that has it shares the slot of its neighbour. */
    private static long taken(long low) {
        return low == 0 ? 1 : low;
    }

    private int home(long low) {
        return (int) ((low * odd) >>> shift);
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
        long low = taken(target.low());
        int slot = free(low);
        ends[slot] = end;
        seqs[place(slot, effect)] = seq;
        keys[2 * slot] = target.high();
        LONGS.setRelease(keys, 2 * slot + 1, low);
        size++;
        return true;
    }

    private boolean update(int slot, Effect effect, long seq, int end) {
        ends[slot] = Math.max(ends[slot], end);
        int at = place(slot, effect);
        if (seqs[at] >= seq) {
            return false;
        }
        LONGS.setRelease(seqs, at, seq);
        return true;
    }

    private int free(long low) {
        int slot = home(low);
        while (keys[2 * slot + 1] != 0) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    int endedBefore(int second) {
        int ended = 0;
        for (int slot = 0; slot <= mask; slot++) {
            if (keys[2 * slot + 1] != 0 && ends[slot] < second) {
                ended++;
            }
        }
        return ended;
    }

    /** A table with what ends in that second or later, and room for more. */
    EntryTable copyFrom(int second, int room) {
        var copy = new EntryTable(room, odd);
        for (int slot = 0; slot <= mask; slot++) {
            if (keys[2 * slot + 1] != 0 && ends[slot] >= second) {
                copy.take(this, slot);
            }
        }
        return copy;
    }

    private void take(EntryTable other, int from) {
        int slot = free(other.keys[2 * from + 1]);
        keys[2 * slot] = other.keys[2 * from];
        keys[2 * slot + 1] = other.keys[2 * from + 1];
        seqs[2 * slot] = other.seqs[2 * from];
        seqs[2 * slot + 1] = other.seqs[2 * from + 1];
        ends[slot] = other.ends[from];
        size++;
    }
}
