package ripcord.verifier.jose;

import java.util.Arrays;
import java.util.Optional;
import ripcord.verifier.json.Json;
import ripcord.verifier.json.JsonException;
import ripcord.verifier.json.JsonLimits;
import ripcord.verifier.json.JsonObject;
import ripcord.verifier.json.JsonValue;

/**
 * The header of a JWS, as far as it matters.
 *
 * @param encoded as it stands in the token
 * @param keyId as the token states it: anybody's text
 * @param type as the token states it; of something that is not a string, what it is instead
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7515#section-4">RFC 7515 §4</a>
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares it but by the methods below
record JwsHeader(byte[] encoded, SignatureAlgorithm algorithm, String keyId, Optional<String> type) {

    static JwsHeader decode(byte[] encoded) {
        try {
            JsonObject header = Json.object(Base64Url.decode(encoded, 0, encoded.length), JsonLimits.TOKEN);
            checkMembers(header);
            return new JwsHeader(encoded, algorithm(header), header.string("kid"), type(header));
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
        return SignatureAlgorithm.named(header.string("alg"))
                .orElseThrow(() -> new JoseException(
                        JoseException.Fault.ALGORITHM,
                        "token names another algorithm (expected: ES256, EdDSA, RS256 or PS256)"));
    }

    private static Optional<String> type(JsonObject header) {
        return header.find("typ").map(typ -> typ instanceof JsonValue.Text text ? text.value() : typ.kind());
    }

    /** Whether a token is headed by this: its first so many bytes. */
    boolean is(byte[] token, int length) {
        return Arrays.equals(token, 0, length, encoded, 0, encoded.length);
    }

    boolean is(JwsHeader other) {
        return Arrays.equals(encoded, other.encoded);
    }
}
