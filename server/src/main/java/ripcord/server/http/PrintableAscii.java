package ripcord.server.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Looks at a text eight characters at a time. Tokens are long, and one by one their characters take longer than all
/// else that reading a form does.
final class PrintableAscii {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = ONES << 7;
    private static final long BLANKS = ONES * ' ';
    private static final long QUESTION_MARKS = ONES * '?';

    private PrintableAscii() {}

    /// Whether each character surely is one of U+0020 to U+007E. Of texts that are shorter than a word, or have a
    /// question mark, it does not know: what has no byte of its own is one among the bytes, too.
    static boolean surely(String text) {
        if (text.length() < Long.BYTES) {
            return false;
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int last = bytes.length - Long.BYTES;
        long others = others((long) WORD.get(bytes, last));
        for (int i = 0; i < last; i += Long.BYTES) {
            others |= others((long) WORD.get(bytes, i));
        }
        return others == 0;
    }

    /// Not zero if one of the eight is something else. What a subtraction borrows, or an addition carries, comes from a
    /// byte that is something else itself.
    private static long others(long word) {
        long below = word - BLANKS;
        long above = word + ONES;
        long zeroIfQuestionMark = word ^ QUESTION_MARKS;
        long questionMark = (zeroIfQuestionMark - ONES) & ~zeroIfQuestionMark;
        return (below | above | questionMark) & HIGH_BITS;
    }
}
