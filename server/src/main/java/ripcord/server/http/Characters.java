package ripcord.server.http;

import java.util.function.IntPredicate;

/// Which code points are allowed. Most texts are ASCII and long, and are asked about one character at a time: for those
/// the answers lie in two words.
final class Characters {
    private static final int ASCII = 128;

    private final long low;
    private final long high;
    private final IntPredicate allowed;

    Characters(IntPredicate allowed) {
        this.low = word(allowed, 0);
        this.high = word(allowed, Long.SIZE);
        this.allowed = allowed;
    }

    private static long word(IntPredicate allowed, int from) {
        long word = 0;
        for (int i = 0; i < Long.SIZE; i++) {
            word |= allowed.test(from + i) ? 1L << i : 0;
        }
        return word;
    }

    boolean has(int c) {
        if (c >= ASCII) {
            return allowed.test(c);
        }
        return ((c < Long.SIZE ? low : high) >>> c & 1) != 0;
    }
}
