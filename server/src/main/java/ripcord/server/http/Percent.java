package ripcord.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Percent-encoding (RFC 3986 §2.1), decoded strictly: what is not UTF-8 afterwards is refused and not repaired.
final class Percent {
    private Percent() {}

    /// One segment of a path.
    static Optional<String> decodeSegment(String text) {
        return decode(text, false);
    }

    /// A name or a value of a query or a form, where `+` is a blank.
    static Optional<String> decodeForm(String text) {
        return decode(text, true);
    }

    private static Optional<String> decode(String text, boolean plusIsBlank) {
        if (isPlain(text, plusIsBlank)) {
            return Optional.of(text);
        }
        var bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int value = i + 2 < text.length() ? hex(text.charAt(i + 1)) << 4 | hex(text.charAt(i + 2)) : -1;
                if (value < 0) {
                    return Optional.empty();
                }
                bytes.put((byte) value);
                i += 2;
            } else if (c > 0x7F) {
                return Optional.empty();
            } else {
                bytes.put((byte) (c == '+' && plusIsBlank ? ' ' : c));
            }
        }
        return utf8(bytes.flip());
    }

    /// Whether it stands for itself. Tokens are long, and searching for a character is what the JVM does best.
    private static boolean isPlain(String text, boolean plusIsBlank) {
        return text.indexOf('%') < 0
                && !(plusIsBlank && text.indexOf('+') >= 0)
                && (PrintableAscii.surely(text) || isAscii(text));
    }

    private static boolean isAscii(String text) {
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            all |= text.charAt(i);
        }
        return all <= 0x7F;
    }

    /// Negative, also when shifted, for what is no digit.
    private static int hex(char c) {
        return c > 0x7F ? -1 : Character.digit(c, 16);
    }

    /// What the bytes say, if they are UTF-8.
    static Optional<String> utf8(ByteBuffer bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
