package ripcord.verifier;

import java.util.List;
import java.util.OptionalLong;
import ripcord.verifier.jose.Base64Url;
import ripcord.verifier.json.JsonException;
import ripcord.verifier.json.JsonObject;
import ripcord.verifier.json.JsonValue;

/**
 * Reads the claims of an access token; throws {@link JsonException} when one is missing or of the wrong type.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9068#section-2.2">RFC 9068 §2.2</a>
 */
final class ClaimsReader {
    private static final int LONGEST = 255;
    private static final int ID_BYTES = 16;
    /** Every number is exact in a double too: others read these tokens in JavaScript. */
    private static final long LARGEST = (1L << 53) - 1;

    private ClaimsReader() {}

    static Claims read(JsonObject claims) {
        var times = new Claims.Times(number(claims, "exp"), number(claims, "iat"), optionalNumber(claims, "nbf"));
        checkOptional(claims);
        return new Claims(
                claims.string("iss"),
                text(claims, "sub"),
                audience(claims),
                times,
                text(claims, "jti"),
                clientId(claims),
                sessionId(claims),
                number(claims, "rev"),
                claims);
    }

    private static List<String> audience(JsonObject claims) {
        if (claims.find("aud").orElse(null) instanceof JsonValue.Text text) {
            return List.of(text.value());
        }
        return claims.strings("aud");
    }

    private static String sessionId(JsonObject claims) {
        String id = claims.string("sid");
        if (Base64Url.decode(id).length != ID_BYTES) {
            throw new JsonException("sid: " + id.length() + " characters (expected: 16 bytes as base64url)");
        }
        return id;
    }

    private static String clientId(JsonObject claims) {
        String id = text(claims, "client_id");
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) < 0x20 || id.charAt(i) > 0x7E) {
                throw new JsonException("client_id: other characters (expected: printable ASCII)");
            }
        }
        return id;
    }

    private static String text(JsonObject claims, String name) {
        String text = claims.string(name);
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new JsonException(name + ": " + text.length() + " characters (expected: 1 to " + LONGEST + ")");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw new JsonException(name + ": with a control character (expected: none)");
            }
        }
        return text;
    }

    private static long number(JsonObject claims, String name) {
        return inRange(name, claims.integer(name));
    }

    private static OptionalLong optionalNumber(JsonObject claims, String name) {
        OptionalLong number = claims.optionalInteger(name);
        number.ifPresent(value -> inRange(name, value));
        return number;
    }

    private static long inRange(String name, long number) {
        if (number < 0 || number > LARGEST) {
            throw new JsonException(name + ": " + number + " (expected: 0 to 2^53 - 1)");
        }
        return number;
    }

    /** What may be missing must be of its type when it is there, so that reading it later cannot fail. */
    private static void checkOptional(JsonObject claims) {
        optionalNumber(claims, "auth_time");
        claims.optionalStrings("amr");
        claims.optionalString("acr");
        claims.optionalString("authz_ref");
        claims.optionalString("scope");
        claims.optionalStrings("roles");
        claims.optionalStrings("groups");
        claims.optionalStrings("entitlements");
    }
}
