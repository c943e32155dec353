package ripcord.verifier.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import ripcord.verifier.json.JsonValue.Text;

/** Reads the strings of a text. */
final class JsonStrings {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long HIGHEST = 0x8080_8080_8080_8080L;

    private final byte[] text;
    private int at;

    JsonStrings(byte[] text) {
        this.text = text;
    }

    /** Where the string that was read last ends: just after its quote. */
    int end() {
        return at;
    }

    /**
     * Reads a string.
     *
     * @param from just after the opening quote
     */
    Text text(int from) {
        at = plainEnd(text, from);
        if (peek() != '"') {
            return new Text(readFrom(from), false);
        }
        // ISO-8859-1 is what the JVM keeps such strings in: a copy, no decoding.
        return new Text(new String(text, from, at++ - from, StandardCharsets.ISO_8859_1), true);
    }

    /** As {@link #text}, of a member's name, which is probably one that is there already. */
    String name(int from) {
        at = plainEnd(text, from);
        return peek() == '"' ? JsonNames.of(text, from, at++) : readFrom(from);
    }

    /** Goes on behind what is plain. */
    private String readFrom(int from) {
        var out = new StringBuilder(at - from + 16);
        for (int i = from; i < at; i++) {
            out.append((char) text[i]);
        }
        while (peek() != '"') {
            character(out);
        }
        at++;
        return out.toString();
    }

    /** Where the first byte is that is not a printable character by itself. Eight bytes at a time, as long as there are eight. */
    static int plainEnd(byte[] text, int from) {
        int end = from;
        for (; end <= text.length - Long.BYTES; end += Long.BYTES) {
            long special = special((long) EIGHT.get(text, end));
            if (special != 0) {
                return end + (Long.numberOfTrailingZeros(special) >>> 3);
            }
        }
        while (end < text.length && isPlain(text[end])) {
            end++;
        }
        return end;
    }

    /**
     * Marks bytes that are not {@linkplain #isPlain plain} with their highest bit. The lowest mark is right; above it a
     * borrow may have made others.
     */
    private static long special(long eight) {
        long control = (eight - 0x20 * EACH) & ~eight;
        long delete = zeros(eight ^ 0x7F * EACH);
        return (eight | control | delete | zeros(eight ^ '"' * EACH) | zeros(eight ^ '\\' * EACH)) & HIGHEST;
    }

    private static long zeros(long eight) {
        return (eight - EACH) & ~eight;
    }

    static boolean isPlain(byte b) {
        return b >= 0x20 && b != 0x7F && b != '"' && b != '\\';
    }

    private void character(StringBuilder out) {
        int first = next();
        if (first == '\\') {
            escape(out);
        } else if (first < 0x20) {
            throw broken("no control character");
        } else if (first < 0x80) {
            out.append((char) first);
        } else {
            out.appendCodePoint(multibyte(first));
        }
    }

    private void escape(StringBuilder out) {
        int c = next();
        switch (c) {
            case '"', '\\', '/' -> out.append((char) c);
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'u' -> out.appendCodePoint(unicode());
            default -> throw broken("an escape");
        }
    }

    private int unicode() {
        char unit = hex4();
        if (Character.isLowSurrogate(unit)) {
            throw broken("no lone surrogate");
        }
        if (!Character.isHighSurrogate(unit)) {
            return unit;
        }
        if (next() != '\\' || next() != 'u') {
            throw broken("no lone surrogate");
        }
        char low = hex4();
        if (!Character.isLowSurrogate(low)) {
            throw broken("no lone surrogate");
        }
        return Character.toCodePoint(unit, low);
    }

    private char hex4() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            unit = unit << 4 | hex(next());
        }
        return (char) unit;
    }

    private int hex(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        if (lower >= 'a' && lower <= 'f') {
            return lower - 'a' + 10;
        }
        throw broken("a hexadecimal digit");
    }

    /** RFC 3629 section 3: shortest form only, no surrogates, nothing above U+10FFFF. */
    private int multibyte(int first) {
        if (first >= 0xC2 && first <= 0xDF) {
            return (first & 0x1F) << 6 | continuation();
        }
        if (first >= 0xE0 && first <= 0xEF) {
            int codePoint = (first & 0x0F) << 12 | continuation() << 6 | continuation();
            return inRange(codePoint, 0x800, 0xFFFF);
        }
        if (first >= 0xF0 && first <= 0xF4) {
            int codePoint = (first & 0x07) << 18 | continuation() << 12 | continuation() << 6 | continuation();
            return inRange(codePoint, 0x10000, 0x10FFFF);
        }
        throw broken("UTF-8");
    }

    private int continuation() {
        int b = next();
        if ((b & 0xC0) != 0x80) {
            throw broken("UTF-8");
        }
        return b & 0x3F;
    }

    private int inRange(int codePoint, int least, int most) {
        boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
        if (codePoint < least || codePoint > most || surrogate) {
            throw broken("UTF-8");
        }
        return codePoint;
    }

    private int peek() {
        if (at >= text.length) {
            throw broken("the end of the string");
        }
        return text[at] & 0xFF;
    }

    private int next() {
        int b = peek();
        at++;
        return b;
    }

    private JsonException broken(String expected) {
        return new JsonException("not a JSON string at byte " + at + " (expected: " + expected + ")");
    }
}
