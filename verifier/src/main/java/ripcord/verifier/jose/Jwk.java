package ripcord.verifier.jose;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import ripcord.verifier.json.JsonObject;

/**
 * Reads one key of a key set.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7518#section-6">RFC 7518 §6</a>
 */
final class Jwk {
    private static final List<String> PRIVATE_MEMBERS = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private Jwk() {}

    /** The key, or nothing if it is not one that signs access tokens. */
    static Optional<VerificationKey> read(JsonObject jwk) {
        String type = jwk.string("kty");
        if (!type.equals("oct") && PRIVATE_MEMBERS.stream().anyMatch(jwk::has)) {
            throw JoseException.malformed("key set: a key with private members");
        }
        if (!isForVerifying(jwk) || jwk.optionalString("kid").isEmpty()) {
            return Optional.empty();
        }
        return jwk.optionalString("alg")
                .flatMap(SignatureAlgorithm::named)
                .filter(algorithm -> fits(algorithm, type, jwk))
                .map(algorithm -> new VerificationKey(jwk.string("kid"), algorithm, encoded(algorithm, jwk)));
    }

    private static boolean isForVerifying(JsonObject jwk) {
        boolean use = jwk.optionalString("use").map("sig"::equals).orElse(true);
        boolean operations = jwk.optionalStrings("key_ops")
                .map(operation -> operation.contains("verify"))
                .orElse(true);
        return use && operations;
    }

    private static boolean fits(SignatureAlgorithm algorithm, String type, JsonObject jwk) {
        return switch (algorithm) {
            case ES256 -> type.equals("EC") && jwk.string("crv").equals("P-256");
            case EDDSA -> type.equals("OKP") && jwk.string("crv").equals("Ed25519");
            case RS256, PS256 -> type.equals("RSA");
        };
    }

    private static byte[] encoded(SignatureAlgorithm algorithm, JsonObject jwk) {
        return switch (algorithm) {
            case ES256 -> PublicKeyInfo.p256(bytes(jwk, "x", 32), bytes(jwk, "y", 32));
            case EDDSA -> PublicKeyInfo.ed25519(bytes(jwk, "x", 32));
            case RS256, PS256 -> PublicKeyInfo.rsa(number(jwk, "n"), number(jwk, "e"));
        };
    }

    private static byte[] bytes(JsonObject jwk, String name, int length) {
        byte[] bytes = Base64Url.decode(jwk.string(name));
        if (bytes.length != length) {
            throw JoseException.malformed(
                    "key set: " + name + ": " + bytes.length + " bytes (expected: " + length + ")");
        }
        return bytes;
    }

    private static BigInteger number(JsonObject jwk, String name) {
        byte[] bytes = Base64Url.decode(jwk.string(name));
        if (bytes.length == 0 || bytes.length > 1025) {
            throw JoseException.malformed("key set: " + name + ": " + bytes.length + " bytes (expected: 1 to 1025)");
        }
        return new BigInteger(1, bytes);
    }
}
