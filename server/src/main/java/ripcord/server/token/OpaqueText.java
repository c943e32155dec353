package ripcord.server.token;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The text form of opaque tokens: a prefix and 72 characters of base64url. 54 bytes fill them exactly, so every token
/// has one spelling.
final class OpaqueText {
    /// Bytes of a token.
    static final int BYTES = 54;

    private static final int CHARACTERS = 72;
    private static final char[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray();
    private static final byte[] VALUES = values();

    private OpaqueText() {}

    private static byte[] values() {
        var values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < ALPHABET.length; i++) {
            values[ALPHABET[i]] = (byte) i;
        }
        return values;
    }

    static String of(String prefix, byte[] token) {
        var text = new StringBuilder(prefix.length() + CHARACTERS).append(prefix);
        for (int i = 0; i < BYTES; i += 3) {
            int bits = ((token[i] & 0xff) << 16) | ((token[i + 1] & 0xff) << 8) | (token[i + 2] & 0xff);
            text.append(ALPHABET[bits >> 18])
                    .append(ALPHABET[(bits >> 12) & 63])
                    .append(ALPHABET[(bits >> 6) & 63])
                    .append(ALPHABET[bits & 63]);
        }
        return text.toString();
    }

    /// The token's bytes; null for any other text.
    static byte @Nullable [] bytes(String prefix, String text) {
        if (text.length() != prefix.length() + CHARACTERS || !text.startsWith(prefix)) {
            return null;
        }
        var token = new byte[BYTES];
        int at = prefix.length();
        for (int i = 0; i < BYTES; i += 3, at += 4) {
            int bits = (value(text.charAt(at)) << 18)
                    | (value(text.charAt(at + 1)) << 12)
                    | (value(text.charAt(at + 2)) << 6)
                    | value(text.charAt(at + 3));
            if (bits < 0) {
                return null;
            }
            token[i] = (byte) (bits >> 16);
            token[i + 1] = (byte) (bits >> 8);
            token[i + 2] = (byte) bits;
        }
        return token;
    }

    /// 0 to 63; -1, which no shift makes positive again, for any other character.
    private static int value(char c) {
        return c < VALUES.length ? VALUES[c] : -1;
    }
}
