package ripcord.verifier.jose;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Base64url, the one form of it that has one text for each sequence of bytes: no padding, no white space, no line
 * breaks, and the bits that are left over are zero.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4648#section-5">RFC 4648 §5</a>
 */
public final class Base64Url {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final byte[] BITS = bitsOfAll();

    private Base64Url() {}

    /** Decodes a whole text; throws {@link JoseException} if it is not the text that encoding would give. */
    public static byte[] decode(String text) {
        byte[] bytes = bytes(text);
        return decode(bytes, 0, bytes.length);
    }

    /** A byte for each character; what does not fit one becomes a question mark, which base64url does not have either. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The platform's decoder, which takes padding and spare bits of any value, and what it must not take. */
    static byte[] decode(byte[] text, int from, int to) {
        int rest = (to - from) & 3;
        if (rest == 1) {
            throw JoseException.malformed("base64url of an impossible length");
        }
        if (to > from && text[to - 1] == '=') {
            throw malformedCharacter();
        }
        if (rest > 0) {
            refuseSpareBits(text[to - 1], rest == 2 ? 0xF : 0x3);
        }
        try {
            return Base64.getUrlDecoder().decode(Arrays.copyOfRange(text, from, to));
        } catch (IllegalArgumentException e) {
            throw malformedCharacter();
        }
    }

    private static void refuseSpareBits(byte last, int spare) {
        int bits = ALPHABET.indexOf(last);
        if (bits >= 0 && (bits & spare) != 0) {
            throw JoseException.malformed("base64url with spare bits that are not zero");
        }
    }

    /** Whether the text is what encoding so many bytes would give; as {@link #decode(String)} decides it, without decoding. */
    public static boolean isOfBytes(String text, int bytes) {
        int length = text.length();
        if (length != (bytes * 8 + 5) / 6) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bits(text.charAt(i)) < 0) {
                return false;
            }
        }
        int spare = length * 6 - bytes * 8;
        return spare == 0 || (bits(text.charAt(length - 1)) & ((1 << spare) - 1)) == 0;
    }

    /** The six bits that the character stands for; negative if for none. */
    private static int bits(char c) {
        return c < BITS.length ? BITS[c] : -1;
    }

    private static byte[] bitsOfAll() {
        var bits = new byte[128];
        Arrays.fill(bits, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            bits[ALPHABET.charAt(i)] = (byte) i;
        }
        return bits;
    }

    private static JoseException malformedCharacter() {
        return JoseException.malformed("a character that base64url does not have");
    }
}
