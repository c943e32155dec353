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
        if (!Base64Url.isOfBytes(id, ID_BYTES)) {
            throw new JsonException("sid: " + id.length() + " characters (expected: 16 bytes as base64url)");
        }
        return id;
    }

    private static String clientId(JsonObject claims) {
        String id = text(claims, "client_id");
        if (!claims.text("client_id").printable() && !isPrintable(id)) {
            throw new JsonException("client_id: other characters (expected: printable ASCII)");
        }
        return id;
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && c <= 0x7E);
    }

    private static String text(JsonObject claims, String name) {
        JsonValue.Text claim = claims.text(name);
        String text = claim.value();
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new JsonException(name + ": " + text.length() + " characters (expected: 1 to " + LONGEST + ")");
        }
        if (!claim.printable() && text.chars().anyMatch(Character::isISOControl)) {
            throw new JsonException(name + ": with a control character (expected: none)");
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
        claims.checkStringsIfAny("amr");
        claims.checkStringIfAny("acr");
        claims.checkStringIfAny("authz_ref");
        claims.checkStringIfAny("scope");
        claims.checkStringsIfAny("roles");
        claims.checkStringsIfAny("groups");
        claims.checkStringsIfAny("entitlements");
    }
}
