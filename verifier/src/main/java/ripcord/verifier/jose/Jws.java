package ripcord.verifier.jose;

import java.util.Arrays;
import java.util.Optional;
import ripcord.verifier.json.Json;
import ripcord.verifier.json.JsonException;
import ripcord.verifier.json.JsonLimits;
import ripcord.verifier.json.JsonObject;

/**
 * A signed token in compact form, taken apart. Its signature was not verified.
 *
 * <p>A token that brings its own key, or says what must be understood to read it, is not ours and is refused.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515#section-7.1">RFC 7515 §7.1</a>
 */
public final class Jws {
    /** Longer tokens are refused before they are looked at. */
    public static final int LONGEST = 8 * 1024;

    private final String compact;
    /** The same as bytes, of which so many are signed. */
    private final byte[] text;

    private final int signed;
    private final JwsHeader header;
    private final byte[] payload;
    private final byte[] signature;

    private Jws(String compact, byte[] text, int signed, JwsHeader header) {
        this.compact = compact;
        this.text = text;
        this.signed = signed;
        this.header = header;
        this.payload = Base64Url.decode(text, header.encoded().length + 1, signed);
        this.signature = Base64Url.decode(text, signed + 1, text.length);
    }

    /** Takes a token apart; throws {@link JoseException} if it is not a JWS as described above. */
    public static Jws parse(String compact) {
        return parse(compact, Optional.empty());
    }

    /**
     * As {@link #parse(String)}, without reading the header again if it is the same.
     *
     * @param alike a token whose header this one probably has: all that a key signs have
     */
    public static Jws parse(String compact, Optional<Jws> alike) {
        if (compact.length() > LONGEST) {
            throw JoseException.malformed(
                    "token: " + compact.length() + " characters (expected: at most " + LONGEST + ")");
        }
        byte[] text = Base64Url.bytes(compact);
        int first = compact.indexOf('.');
        int second = compact.indexOf('.', first + 1);
        if (first < 0 || second < 0 || compact.indexOf('.', second + 1) >= 0) {
            throw JoseException.malformed("not three parts separated by dots");
        }
        JwsHeader header = alike.isPresent() && alike.get().header.is(text, first)
                ? alike.get().header
                : JwsHeader.decode(Arrays.copyOf(text, first));
        var jws = new Jws(compact, text, second, header);
        if (jws.signature.length == 0) {
            throw JoseException.malformed("no signature");
        }
        return jws;
    }

    /** The whole token, as it was given. */
    public String compact() {
        return compact;
    }

    /** Whether both have the same header. */
    public boolean hasHeaderOf(Jws other) {
        return header.is(other.header);
    }

    public SignatureAlgorithm algorithm() {
        return header.algorithm();
    }

    /** As the token states it: anybody's text. */
    public String keyId() {
        return header.keyId();
    }

    /** As the token states it; of something that is not a string, what it is instead. */
    public Optional<String> type() {
        return header.type();
    }

    /** What was signed, as JSON. Throws {@link JoseException} if it is not an object. */
    public JsonObject claims() {
        try {
            return Json.object(payload, JsonLimits.TOKEN);
        } catch (JsonException e) {
            throw JoseException.malformed("claims: " + e.getMessage());
        }
    }

    /** Whether {@code key} made the signature, by the algorithm that the key is bound to and the header names. */
    public boolean isSignedBy(VerificationKey key) {
        return key.algorithm() == algorithm() && key.keyId().equals(keyId()) && key.verifies(text, signed, signature);
    }
}
