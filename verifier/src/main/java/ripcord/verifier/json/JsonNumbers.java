package ripcord.verifier.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import ripcord.verifier.json.JsonValue.Fraction;
import ripcord.verifier.json.JsonValue.Whole;

/** Reads the numbers of a text exactly, and refuses those that only cost. */
final class JsonNumbers {
    private static final int LONGEST = 40;
    /** What a double reaches: 1e400 is a number to one parser, infinity to another. */
    private static final int LARGEST_EXPONENT = 308;

    /** So many digits always fit 64 bits. */
    private static final int FITTING = 18;

    private JsonNumbers() {}

    /** Where the digits end, if what is there is digits, as many as fit in any case, and no leading zero; else where it begins. */
    static int shortEnd(byte[] text, int from) {
        int end = skipDigits(text, from, Math.min(text.length, from + FITTING));
        boolean leadingZero = end - from > 1 && text[from] == '0';
        boolean more = end < text.length && isPart(text[end]);
        return leadingZero || more ? from : end;
    }

    /** The number of so few digits that it fits. */
    static Whole shortWhole(byte[] text, int from, int end) {
        long value = 0;
        for (int i = from; i < end; i++) {
            value = value * 10 + (text[i] - '0');
        }
        return new Whole(value);
    }

    /** Where the characters that a number can have end. */
    static int end(byte[] text, int from) {
        int end = from;
        while (end < text.length && isPart(text[end])) {
            if (++end - from > LONGEST) {
                throw broken(from, "at most " + LONGEST + " characters");
            }
        }
        return end;
    }

    private static boolean isPart(byte b) {
        return isDigit(b) || b == '-' || b == '+' || b == '.' || b == 'e' || b == 'E';
    }

    static JsonValue read(byte[] text, int from, int end) {
        int digits = from < end && text[from] == '-' ? from + 1 : from;
        int at = skipDigits(text, digits, end);
        if (at == digits) {
            throw broken(from, "a value");
        }
        if (at - digits > 1 && text[digits] == '0') {
            throw broken(from, "no leading zero");
        }
        if (at == end) {
            return new Whole(whole(text, digits, end, digits > from));
        }
        int exponent = fraction(text, at, end);
        if (exponent < end) {
            checkExponent(text, exponent + 1, end);
        }
        return new Fraction(new BigDecimal(new String(text, from, end - from, StandardCharsets.US_ASCII)));
    }

    /** Counted downwards, because the most negative number has no positive counterpart. */
    private static long whole(byte[] text, int from, int end, boolean negative) {
        long value = 0;
        try {
            for (int i = from; i < end; i++) {
                value = Math.subtractExact(Math.multiplyExact(value, 10L), text[i] - '0');
            }
            return negative ? value : Math.negateExact(value);
        } catch (ArithmeticException e) {
            throw broken(from, "an integer of 64 bits");
        }
    }

    /** Checks the fraction, if there is one; returns where the exponent begins, or the end. */
    private static int fraction(byte[] text, int from, int end) {
        int at = from;
        if (text[at] == '.') {
            at = skipDigits(text, from + 1, end);
            if (at == from + 1) {
                throw broken(from, "a digit after the point");
            }
        }
        if (at < end && text[at] != 'e' && text[at] != 'E') {
            throw broken(at, "an exponent or the end of the number");
        }
        return at;
    }

    private static void checkExponent(byte[] text, int from, int end) {
        int digits = from < end && (text[from] == '+' || text[from] == '-') ? from + 1 : from;
        int at = skipDigits(text, digits, end);
        if (at == digits || at < end) {
            throw broken(at, "digits of the exponent");
        }
        if (end - digits > 3 || whole(text, digits, end, false) > LARGEST_EXPONENT) {
            throw broken(from, "an exponent of at most " + LARGEST_EXPONENT);
        }
    }

    private static int skipDigits(byte[] text, int from, int end) {
        int at = from;
        while (at < end && isDigit(text[at])) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static JsonException broken(int at, String expected) {
        return new JsonException("not a JSON number at byte " + at + " (expected: " + expected + ")");
    }
}
