package ripcord.server.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import ripcord.server.key.VerifyingKey;

/// A compact JWS taken apart, with a header as [AccessTokens] writes it. Nothing of it is believed yet.
final class CompactToken {
    private static final int LONGEST = 8 * 1024;
    private static final Pattern HEADER = Pattern.compile(
            "\\{\"alg\":\"(ES256|EdDSA|RS256|PS256)\",\"kid\":\"([A-Za-z0-9_-]{16})\",\"typ\":\"at\\+jwt\"}");

    private final String algorithm;
    private final String kid;
    private final byte[] input;
    private final byte[] payload;
    private final byte[] signature;

    private CompactToken(String header, byte[] input, byte[] payload, byte[] signature) {
        var form = HEADER.matcher(header);
        if (!form.matches()) {
            throw new IllegalArgumentException("header: not one that this server writes");
        }
        this.algorithm = form.group(1);
        this.kid = form.group(2);
        this.input = input;
        this.payload = payload;
        this.signature = signature;
    }

    /// Null for anything else.
    static @Nullable CompactToken parse(String token) {
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (token.length() > LONGEST || first < 0 || second < 0) {
            return null;
        }
        try {
            return new CompactToken(
                    new String(decode(token.substring(0, first)), ISO_8859_1),
                    token.substring(0, second).getBytes(US_ASCII),
                    decode(token.substring(first + 1, second)),
                    decode(token.substring(second + 1)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// @throws IllegalArgumentException for anything but the one spelling of some bytes
    private static byte[] decode(String text) {
        var bytes = Base64.getUrlDecoder().decode(text);
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
            throw new IllegalArgumentException("base64url: not canonical");
        }
        return bytes;
    }

    String algorithm() {
        return algorithm;
    }

    String kid() {
        return kid;
    }

    boolean isSignedBy(VerifyingKey key) {
        return key.verifies(input, signature);
    }

    Optional<AccessClaims> claims() {
        return AccessClaims.parse(payload);
    }
}
