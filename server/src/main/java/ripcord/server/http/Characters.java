package ripcord.server.http;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Which code points are allowed. Most texts are ASCII: for those the answers lie in two words, and where all that is
/// printable is allowed, a long text is asked about as a whole.
final class Characters {
    private static final int ASCII = 128;

    private final long low;
    private final long high;
    private final boolean printable;
    private final IntPredicate allowed;

    Characters(IntPredicate allowed) {
        this.low = word(allowed, 0);
        this.high = word(allowed, Long.SIZE);
        this.printable = IntStream.rangeClosed(' ', '~').allMatch(allowed);
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
        return c < ASCII ? hasPlain(c) : allowed.test(c);
    }

    private boolean hasPlain(int c) {
        return ((c < Long.SIZE ? low : high) >>> c & 1) != 0;
    }

    /// How many characters `text` begins with that are allowed, and ASCII; all of it, mostly.
    int plain(String text) {
        int length = text.length();
        if (printable && PrintableAscii.surely(text)) {
            return length;
        }
        int i = 0;
        while (i < length && text.charAt(i) < ASCII && hasPlain(text.charAt(i))) {
            i++;
        }
        return i;
    }
}
