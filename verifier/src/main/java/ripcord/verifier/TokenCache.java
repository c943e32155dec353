package ripcord.verifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Tokens whose signature was found good, so that it need not be verified again. Thread-safe, without locks.
 *
 * <p>A token can only be in two sets of {@value #WAYS} slots each, which a seeded hash of its end names, and is found by
 * comparing it whole. Nothing that a stranger sends gets in, so nobody but an issuer can push anything out. Whether a
 * token is over, revoked, or its key given up is not answered here but on each use.
 *
 * <p>The end of a token is of its signature: eight characters of it are 46 bits that nobody chooses, and a look-up that
 * hashed all would spend most of its time on that. Tokens which end alike only share their sets; what they are is never
 * decided by a hash.
 *
 * <p>With many tokens nothing of this is in a processor's cache, and what counts is how often memory has to be waited for
 * before it is known what to fetch next. So each slot has a mark, more bits of the hash, and only a slot which may be the
 * right one is followed into memory; and it has its token's text besides the token, so that both are fetched at the same
 * time. A mark that a race left wrong makes its token be verified once more, and then be put right.
 */
final class TokenCache {
    private static final int WAYS = 8;
    /** Odd, so that no two hashes are the same afterwards. */
    private static final long SECOND = 0x9E37_79B9_7F4A_7C15L;

    private static final int HASHED = 8;
    /** The marks of a set as one word; which byte is lowest in it does not matter as long as all agree. */
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long SEVEN_BITS = 0x7F7F_7F7F_7F7F_7F7FL;
    /** What the claims and the table take besides, roughly: measured on tokens of the default policy. */
    private static final int OVERHEAD = 2048;
    /** So many slots are looked at to find room, the first of them for what is over only. */
    private static final int LOOKED = 1024;

    private static final int LOOKED_FOR_OVER = 64;

    /** Two of each slot side by side: the token, and its text once more. */
    private final AtomicReferenceArray<@Nullable Object> slots;

    private final byte[] marks;
    private final int sets;
    private final long mostBytes;
    private final long seed;
    private final AtomicLong bytes = new AtomicLong();
    /** Where room is looked for next. */
    private final AtomicInteger hand = new AtomicInteger();

    /**
     * @param tokens kept, or somewhat more: so many find room, but for a few in 100,000
     * @param mostBytes about what they may take in memory
     * @param seed secret, so that nobody can choose tokens that share a set
     */
    TokenCache(int tokens, long mostBytes, long seed) {
        this.sets = sets(tokens);
        this.slots = new AtomicReferenceArray<>(2 * sets * WAYS);
        this.marks = new byte[sets * WAYS];
        this.mostBytes = mostBytes;
        this.seed = seed * SECOND;
    }

    /** So many that two thirds of the slots are enough: with more taken, some sets have no room while others have. */
    private static int sets(int tokens) {
        int slots = Math.min(tokens, 1 << 28) / 2 * 3;
        return Math.max(2, (slots + WAYS - 1) / WAYS);
    }

    /**
     * The token, if it was put here and its issuer still has the key; no {@link java.util.Optional}, which would be made
     * each time.
     *
     * <p>The marks of both sets, and the first text of each, are asked for before any of it is looked at: a set's slots lie
     * side by side, so memory is waited for once, and not for a set's marks, then for its slot, then for the other set.
     */
    @Nullable
    JudgedToken find(String compact) {
        long hash = hash(compact);
        int first = first(hash);
        int second = second(hash);
        long alike = alike(first, mark(hash));
        long alikeInSecond = alike(second, mark(hash));
        Object text = text(first);
        Object textOfSecond = text(second);
        JudgedToken found = find(first, alike, text, compact);
        return found != null ? found : find(second, alikeInSecond, textOfSecond, compact);
    }

    /** @param first the text of the set's first slot */
    private @Nullable JudgedToken find(int set, long marked, @Nullable Object first, String compact) {
        for (long alike = marked; alike != 0; alike &= alike - 1) {
            int i = set + (Long.numberOfTrailingZeros(alike) >>> 3);
            Object text = i == set ? first : text(i);
            if (compact.equals(text)) {
                JudgedToken there = token(i);
                if (there != null && there.isMadeOf(text)) {
                    return there.isKeyHeld() ? there : drop(i, there);
                }
            }
        }
        return null;
    }

    private @Nullable JudgedToken token(int index) {
        return (JudgedToken) slots.get(2 * index);
    }

    /** Of no use but to be compared, which needs no order; the token is the one that counts. */
    private @Nullable Object text(int index) {
        return slots.getOpaque(2 * index + 1);
    }

    /**
     * Whether the slot held the one, and holds the other now. Its text is then that of what it holds: of several who
     * replace what is there at the same time, whoever wrote a text that is old by then sees so, and writes once more.
     */
    private boolean replace(int index, @Nullable JudgedToken old, @Nullable JudgedToken token) {
        if (!slots.compareAndSet(2 * index, old, token)) {
            return false;
        }
        JudgedToken there;
        do {
            there = token(index);
            slots.set(2 * index + 1, there == null ? null : there.compact());
        } while (there != token(index));
        return true;
    }

    /** Which slots of the set have that mark: the highest bit of each one's byte, and no other. */
    private long alike(int set, byte mark) {
        long different = (long) EIGHT.get(marks, set) ^ (mark & 0xFF) * EACH;
        return ~(((different & SEVEN_BITS) + SEVEN_BITS) | different | SEVEN_BITS);
    }

    private @Nullable JudgedToken drop(int index, JudgedToken token) {
        if (replace(index, token, null)) {
            bytes.addAndGet(-bytes(token));
        }
        return null;
    }

    private static long bytes(JudgedToken token) {
        return 4L * token.compact().length() + OVERHEAD;
    }

    private static boolean isOver(JudgedToken token, long nowSeconds) {
        return token.expires() + 300 < nowSeconds;
    }

    void put(JudgedToken token, long nowSeconds) {
        if (bytes(token) > mostBytes) {
            return;
        }
        long hash = hash(token.compact());
        int index = victim(token, hash, nowSeconds);
        JudgedToken old = token(index);
        long growth = bytes(token) - (old == null ? 0 : bytes(old));
        boolean fits = bytes.addAndGet(growth) <= mostBytes || growth <= 0 || makeRoom(index, nowSeconds);
        if (fits && replace(index, old, token)) {
            marks[index] = mark(hash);
        } else {
            bytes.addAndGet(-growth);
        }
    }

    /**
     * Drops what is over, as far as a few slots have some, and then whatever comes, until no more is accounted for than
     * stated. So a token takes no more from the others than the room that it needs itself, and however many come, none
     * of them has to wait for all slots to be looked at.
     *
     * @param kept where the new one will be
     */
    private boolean makeRoom(int kept, long nowSeconds) {
        for (int looked = 0; looked < LOOKED && bytes.get() > mostBytes; looked++) {
            int index = nextByHand();
            JudgedToken there = token(index);
            boolean any = looked >= LOOKED_FOR_OVER;
            if (there != null && index != kept && (any || isOver(there, nowSeconds))) {
                drop(index, there);
            }
        }
        return bytes.get() <= mostBytes;
    }

    private int nextByHand() {
        return Math.floorMod(hand.getAndIncrement(), marks.length);
    }

    /** Its own slot, else a free one of the set that has more of them, else the one that is over first. */
    private int victim(JudgedToken token, long hash, long nowSeconds) {
        int victim = first(hash);
        long least = Long.MAX_VALUE;
        for (int set : new int[] {first(hash), second(hash)}) {
            int free = free(set, nowSeconds);
            for (int i = set; i < set + WAYS; i++) {
                JudgedToken there = token(i);
                if (there != null && there.is(token.compact())) {
                    return i;
                }
                long cost = there == null || isOver(there, nowSeconds) ? -free : there.expires();
                if (cost < least) {
                    least = cost;
                    victim = i;
                }
            }
        }
        return victim;
    }

    private int free(int set, long nowSeconds) {
        int free = 0;
        for (int i = set; i < set + WAYS; i++) {
            free += isFree(token(i), nowSeconds) ? 1 : 0;
        }
        return free;
    }

    private static boolean isFree(@Nullable JudgedToken there, long nowSeconds) {
        return there == null || isOver(there, nowSeconds);
    }

    /** How much memory is accounted for. */
    long bytes() {
        return bytes.get();
    }

    private int first(long hash) {
        return set(hash >>> 32);
    }

    private int second(long hash) {
        return set((hash * SECOND) >>> 32);
    }

    /** Of 32 bits. */
    private int set(long bits) {
        return (int) ((bits * sets) >>> 32) * WAYS;
    }

    private static byte mark(long hash) {
        return (byte) hash;
    }

    /** Of the end of a text: multiplies two times four characters into 128 bits and folds them, starting from the seed. */
    private long hash(String text) {
        int length = text.length();
        long hash = seed ^ length;
        int at = Math.max(0, length - HASHED);
        for (; at + 8 <= length; at += 8) {
            hash = fold(hash ^ four(text, at), seed + four(text, at + 4));
        }
        for (; at < length; at++) {
            hash = fold(hash ^ text.charAt(at), seed);
        }
        return hash;
    }

    private static long four(String text, int at) {
        return text.charAt(at)
                | (long) text.charAt(at + 1) << 16
                | (long) text.charAt(at + 2) << 32
                | (long) text.charAt(at + 3) << 48;
    }

    private static long fold(long a, long b) {
        return Math.multiplyHigh(a, b) ^ a * b;
    }
}
