package ripcord.verifier;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Tokens whose signature was found good, so that it need not be verified again. Thread-safe, without locks.
 *
 * <p>A table of sets of {@value #WAYS} slots: a token can only be in the set that its seeded hash names, and is found by
 * comparing it whole. Nothing that a stranger sends gets in, so nobody but an issuer can push anything out. Whether a
 * token is over, revoked, or its key given up is not answered here but on each use.
 */
final class TokenCache {
    private static final int WAYS = 8;
    /** The end of a token is its signature: hashing more would cost more and tell no more apart. */
    private static final int HASHED = 64;
    /** What the claims and the table take besides, roughly: measured on tokens of the default policy. */
    private static final int OVERHEAD = 2048;

    private final AtomicReferenceArray<@Nullable Slot> slots;
    private final int setMask;
    private final long mostBytes;
    private final long seed;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong sweptAt = new AtomicLong(Long.MIN_VALUE);

    private record Slot(long hash, String compact, JudgedToken token) {
        long bytes() {
            return 4L * compact.length() + OVERHEAD;
        }

        boolean isOver(long nowSeconds) {
            return token.claims().times().expires() + 300 < nowSeconds;
        }
    }

    /**
     * @param tokens kept at most, rounded up to a power of two
     * @param mostBytes about what they may take in memory
     * @param seed secret, so that nobody can choose tokens that share a set
     */
    TokenCache(int tokens, long mostBytes, long seed) {
        int sets = Math.max(1, Integer.highestOneBit(Math.max(1, tokens - 1) * 2) / WAYS);
        this.slots = new AtomicReferenceArray<>(sets * WAYS);
        this.setMask = sets - 1;
        this.mostBytes = mostBytes;
        this.seed = seed;
    }

    /** The token, if it was put here and its issuer still has the key. */
    Optional<JudgedToken> find(String compact) {
        long hash = hash(compact);
        int first = first(hash);
        for (int i = first; i < first + WAYS; i++) {
            Slot slot = slots.get(i);
            if (slot != null && slot.hash == hash && slot.compact.equals(compact)) {
                return isAlive(slot) ? Optional.of(slot.token) : drop(i, slot);
            }
        }
        return Optional.empty();
    }

    private static boolean isAlive(Slot slot) {
        return slot.token.issuer().keys().current().holds(slot.token.key());
    }

    private Optional<JudgedToken> drop(int index, Slot slot) {
        if (slots.compareAndSet(index, slot, null)) {
            bytes.addAndGet(-slot.bytes());
        }
        return Optional.empty();
    }

    void put(String compact, JudgedToken token, long nowSeconds) {
        var slot = new Slot(hash(compact), compact, token);
        int index = victim(slot, nowSeconds);
        if (!replace(index, slot) && sweep(nowSeconds)) {
            replace(index, slot);
        }
    }

    /** Whether there was room. */
    private boolean replace(int index, Slot slot) {
        Slot old = slots.get(index);
        long growth = slot.bytes() - (old == null ? 0 : old.bytes());
        if (bytes.addAndGet(growth) > mostBytes && growth > 0) {
            bytes.addAndGet(-growth);
            return false;
        }
        if (!slots.compareAndSet(index, old, slot)) {
            bytes.addAndGet(-growth);
        }
        return true;
    }

    /** Its own slot, else an empty one, else one that is over, else the one that is over first. */
    private int victim(Slot slot, long nowSeconds) {
        int first = first(slot.hash);
        int victim = first;
        long earliest = Long.MAX_VALUE;
        for (int i = first; i < first + WAYS; i++) {
            Slot there = slots.get(i);
            if (there != null && there.compact.equals(slot.compact)) {
                return i;
            }
            long end = there == null || there.isOver(nowSeconds)
                    ? -1
                    : there.token.claims().times().expires();
            if (end < earliest) {
                earliest = end;
                victim = i;
            }
        }
        return victim;
    }

    /** Makes room by dropping what is over, at most once a second. Whether it was tried. */
    private boolean sweep(long nowSeconds) {
        long last = sweptAt.get();
        if (last == nowSeconds || !sweptAt.compareAndSet(last, nowSeconds)) {
            return false;
        }
        for (int i = 0; i < slots.length(); i++) {
            Slot slot = slots.get(i);
            if (slot != null && (slot.isOver(nowSeconds) || !isAlive(slot))) {
                drop(i, slot);
            }
        }
        return true;
    }

    /** How much memory is accounted for. */
    long bytes() {
        return bytes.get();
    }

    private int first(long hash) {
        return ((int) (hash >>> 32) & setMask) * WAYS;
    }

    /** Multiplies pairs of four characters each into 128 bits and folds them, starting from the seed. */
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
