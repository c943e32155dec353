package ripcord.verifier.jose;

import java.util.Arrays;

/**
 * Base64url, the one form of it that has one text for each sequence of bytes: no padding, no white space, no line
 * breaks, and the bits that are left over are zero.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4648#section-5">RFC 4648 §5</a>
 */
public final class Base64Url {
    private static final byte[] SIX_BITS = sixBits();

    private Base64Url() {}

    private static byte[] sixBits() {
        var table = new byte[128];
        Arrays.fill(table, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < alphabet.length(); i++) {
            table[alphabet.charAt(i)] = (byte) i;
        }
        return table;
    }

    /** Decodes a whole text; throws {@link JoseException} if it is not the text that encoding would give. */
    public static byte[] decode(String text) {
        return decode(text, 0, text.length());
    }

    static byte[] decode(String text, int from, int to) {
        int length = to - from;
        int rest = length & 3;
        if (rest == 1) {
            throw JoseException.malformed("base64url of an impossible length");
        }
        var bytes = new byte[length * 3 / 4];
        int out = 0;
        int at = from;
        for (int end = to - rest; at < end; at += 4) {
            int bits = six(text, at) << 18 | six(text, at + 1) << 12 | six(text, at + 2) << 6 | six(text, at + 3);
            bytes[out++] = (byte) (bits >> 16);
            bytes[out++] = (byte) (bits >> 8);
            bytes[out++] = (byte) bits;
        }
        if (rest > 0) {
            decodeRest(text, at, rest, bytes);
        }
        return bytes;
    }

    private static void decodeRest(String text, int at, int rest, byte[] bytes) {
        int bits = six(text, at) << 12 | six(text, at + 1) << 6;
        if (rest == 3) {
            bits |= six(text, at + 2);
            bytes[bytes.length - 2] = (byte) (bits >> 10);
            bytes[bytes.length - 1] = (byte) (bits >> 2);
            refuseSpareBits(bits & 0x3);
        } else {
            bytes[bytes.length - 1] = (byte) (bits >> 10);
            refuseSpareBits(bits & 0x3FF);
        }
    }

    private static void refuseSpareBits(int spare) {
        if (spare != 0) {
            throw JoseException.malformed("base64url with spare bits that are not zero");
        }
    }

    private static int six(String text, int at) {
        char c = text.charAt(at);
        int six = c < 128 ? SIX_BITS[c] : -1;
        if (six < 0) {
            throw JoseException.malformed("a character that base64url does not have");
        }
        return six;
    }
}
