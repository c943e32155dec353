package ripcord.verifier.jose;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import ripcord.verifier.json.Json;
import ripcord.verifier.json.JsonException;
import ripcord.verifier.json.JsonLimits;
import ripcord.verifier.json.JsonObject;
import ripcord.verifier.json.JsonValue;

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

    private final String signed;
    private final SignatureAlgorithm algorithm;
    private final String keyId;
    private final Optional<String> type;
    private final byte[] payload;
    private final byte[] signature;

    private Jws(String signed, JsonObject header, byte[] payload, byte[] signature) {
        this.signed = signed;
        this.algorithm = algorithm(header);
        this.keyId = header.string("kid");
        this.type = header.find("typ").map(typ -> typ instanceof JsonValue.Text text ? text.value() : typ.kind());
        this.payload = payload;
        this.signature = signature;
        if (signature.length == 0) {
            throw JoseException.malformed("no signature");
        }
    }

    /** Takes a token apart; throws {@link JoseException} if it is not a JWS as described above. */
    public static Jws parse(String compact) {
        if (compact.length() > LONGEST) {
            throw JoseException.malformed(
                    "token: " + compact.length() + " characters (expected: at most " + LONGEST + ")");
        }
        int first = compact.indexOf('.');
        int second = compact.indexOf('.', first + 1);
        if (first < 0 || second < 0 || compact.indexOf('.', second + 1) >= 0) {
            throw JoseException.malformed("not three parts separated by dots");
        }
        try {
            JsonObject header = Json.object(Base64Url.decode(compact, 0, first), JsonLimits.TOKEN);
            checkMembers(header);
            byte[] payload = Base64Url.decode(compact, first + 1, second);
            byte[] signature = Base64Url.decode(compact, second + 1, compact.length());
            return new Jws(compact.substring(0, second), header, payload, signature);
        } catch (JsonException e) {
            throw JoseException.malformed("header: " + e.getMessage());
        }
    }

    /**
     * What is not understood is ignored, as RFC 7515 section 4 wants it; except for what would change which key is used
     * or what was signed, should anybody ever begin to understand it.
     */
    private static void checkMembers(JsonObject header) {
        for (String name : header.names()) {
            switch (name) {
                case "crit", "b64", "zip", "enc" ->
                    throw JoseException.malformed("header has " + name + " (expected: a token that is plainly signed)");
                case "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256" ->
                    throw new JoseException(
                            JoseException.Fault.FOREIGN_KEY,
                            "header has " + name + " (expected: only the kid of a key of the issuer)");
                default -> {}
            }
        }
    }

    private static SignatureAlgorithm algorithm(JsonObject header) {
        String name = header.string("alg");
        return SignatureAlgorithm.named(name)
                .orElseThrow(() -> new JoseException(
                        JoseException.Fault.ALGORITHM,
                        "token names another algorithm (expected: ES256, EdDSA or RS256)"));
    }

    public SignatureAlgorithm algorithm() {
        return algorithm;
    }

    /** As the token states it: anybody's text. */
    public String keyId() {
        return keyId;
    }

    /** As the token states it; of something that is not a string, what it is instead. */
    public Optional<String> type() {
        return type;
    }

    /** What was signed, as JSON. Throws {@link JoseException} if it is not an object. */
    public JsonObject claims() {
        try {
            return Json.object(payload, JsonLimits.TOKEN);
        } catch (JsonException e) {
            throw JoseException.malformed("claims: " + e.getMessage());
        }
    }

    /** What was signed. */
    byte[] payload() {
        return payload.clone();
    }

    /** Whether {@code key} made the signature, by the algorithm that the key is bound to and the header names. */
    public boolean isSignedBy(VerificationKey key) {
        return key.algorithm() == algorithm
                && key.keyId().equals(keyId)
                && key.verifies(signed.getBytes(StandardCharsets.US_ASCII), signature);
    }
}
