package ripcord.server.http;

import java.util.function.IntPredicate;

/// Which texts a field takes. Counts and looks at code points; half a surrogate pair is never taken.
///
/// @param expected the same in words
record Text(int shortest, int longest, Characters allowed, String expected) {
    Text(int shortest, int longest, IntPredicate allowed, String expected) {
        this(shortest, longest, new Characters(allowed), expected);
    }

    static final Text SUBJECT = free(255);
    static final Text AUDIENCE = free(255);
    static final Text NAME = free(200);
    static final Text KEY_NAME = free(100);
    static final Text LABEL = free(100);
    static final Text REASON = free(200);
    static final Text ROLE = free(128);
    static final Text USER_AGENT = free(512);
    static final Text CLIENT_ID = ascii(255, 0x20);
    static final Text ACR = ascii(255, 0x20);
    static final Text AMR = ascii(64, 0x21);
    static final Text IDEMPOTENCY_KEY = ascii(255, 0x21);
    static final Text VERSION = ascii(64, 0x20);
    static final Text CURSOR = new Text(1, 512, Text::isBase64Url, "a cursor of an earlier page");
    static final Text VERIFIER_NAME = new Text(
            1,
            64,
            c -> isWord(c) || c == '.' || c == '_' || c == '-',
            "1 to 64 letters, digits, dots, hyphens, underscores");
    static final Text ATTRIBUTE_NAME = new Text(
            1, 64, c -> isWord(c) || c == '.' || c == '_' || c == '-' || c == ':', "1 to 64 of A-Z a-z 0-9 . _ : -");
    static final Text PRESENTED = new Text(1, 8192, c -> !isControl(c), "a token of at most 8192 characters");
    static final Text HINT = new Text(0, 64, c -> true, "at most 64 characters");
    static final Text SCOPE = new Text(0, 1024, c -> true, "at most 1024 characters");
    static final Text ID = base64Url(16);
    static final Text LONG_ID = base64Url(22);

    private static Text free(int longest) {
        return new Text(
                1, longest, c -> !isControl(c), "1 to " + longest + " characters, none of them a control character");
    }

    private static Text ascii(int longest, int lowest) {
        var which = lowest == 0x20 ? "printable ASCII characters" : "visible ASCII characters";
        return new Text(1, longest, c -> c >= lowest && c <= 0x7E, "1 to " + longest + " " + which);
    }

    private static Text base64Url(int length) {
        return new Text(length, length, Text::isBase64Url, length + " characters of base64url");
    }

    boolean takes(String text) {
        if (text.length() < shortest || text.length() > 2 * longest) {
            return false;
        }
        int plain = allowed.plain(text);
        int count = plain;
        for (int i = plain; i < text.length(); count++) {
            char first = text.charAt(i);
            int c = Character.isSurrogate(first) ? text.codePointAt(i) : first;
            if (isSurrogate(c) || !allowed.has(c)) {
                return false;
            }
            i += Character.charCount(c);
        }
        return count >= shortest && count <= longest;
    }

    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    private static boolean isControl(int c) {
        return c < 0x20 || (c >= 0x7F && c <= 0x9F);
    }

    private static boolean isWord(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isBase64Url(int c) {
        return isWord(c) || c == '-' || c == '_';
    }
}
