package ripcord.verifier.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names that tokens and the feed mostly have, as strings that are there already: none is made for each member, and
 * each knows its hash. Any other name is as good, and made when it comes.
 */
final class JsonNames {
    private static final List<String> USUAL = List.of(
            "alg",
            "kid",
            "typ",
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "nbf",
            "jti",
            "client_id",
            "sid",
            "rev",
            "auth_time",
            "amr",
            "acr",
            "authz_ref",
            "act",
            "cnf",
            "scope",
            "roles",
            "groups",
            "entitlements",
            "seq",
            "tenant",
            "target_type",
            "target",
            "effect",
            "expires_at");
    private static final int MASK = 127;
    private static final @Nullable String[] TABLE = new String[MASK + 1];
    private static final byte[][] BYTES = new byte[MASK + 1][];

    static {
        for (String name : USUAL) {
            byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
            int at = home(bytes, 0, bytes.length);
            while (TABLE[at] != null) {
                at = (at + 1) & MASK;
            }
            TABLE[at] = name;
            BYTES[at] = bytes;
        }
    }

    private JsonNames() {}

    /** The string of those bytes, which are of one byte for each character. */
    static String of(byte[] text, int from, int to) {
        if (from < to) {
            for (int at = home(text, from, to); ; at = (at + 1) & MASK) {
                String usual = TABLE[at];
                if (usual == null) {
                    break;
                }
                if (Arrays.equals(BYTES[at], 0, BYTES[at].length, text, from, to)) {
                    return usual;
                }
            }
        }
        return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Of the first and the last byte, and the length. */
    private static int home(byte[] text, int from, int to) {
        return (text[from] + 3 * text[to - 1] + 5 * (to - from)) & MASK;
    }
}
