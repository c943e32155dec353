package ripcord.verifier.jose;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Base64url, the one form of it that has one text for each sequence of bytes: no padding, no white space, no line
 * breaks, and the bits that are left over are zero.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4648#section-5">RFC 4648 §5</a>
 */
public final class Base64Url {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private Base64Url() {}

    /** Decodes a whole text; throws {@link JoseException} if it is not the text that encoding would give. */
    public static byte[] decode(String text) {
        return decode(text, 0, text.length());
    }

    /** The platform's decoder, which takes padding and spare bits of any value, and what it must not take. */
    static byte[] decode(String text, int from, int to) {
        int rest = (to - from) & 3;
        if (rest == 1) {
            throw JoseException.malformed("base64url of an impossible length");
        }
        if (to > from && text.charAt(to - 1) == '=') {
            throw malformedCharacter();
        }
        if (rest > 0) {
            refuseSpareBits(text.charAt(to - 1), rest == 2 ? 0xF : 0x3);
        }
        try {
            return Base64.getUrlDecoder().decode(text.substring(from, to).getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw malformedCharacter();
        }
    }

    private static void refuseSpareBits(char last, int spare) {
        int bits = ALPHABET.indexOf(last);
        if (bits >= 0 && (bits & spare) != 0) {
            throw JoseException.malformed("base64url with spare bits that are not zero");
        }
    }

    private static JoseException malformedCharacter() {
        return JoseException.malformed("a character that base64url does not have");
    }
}
