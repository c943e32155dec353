package ripcord.server.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import ripcord.server.json.JsonText;
import ripcord.server.policy.Policy.SigningAlgorithm;

/// A tenant's public keys, as `/.well-known/jwks.json` answers them.
///
/// @param json   RFC 7517
/// @param eTag   with its quotes; changes exactly with `json`
/// @param maxAge for how long a copy may be kept
public record Jwks(String json, String eTag, Duration maxAge) {
    private static final int COORDINATE = 32;

    static Jwks of(Collection<OpenKey> keys, Duration maxAge) {
        var set = new JsonText(128 + 256 * keys.size()).open("keys");
        keys.forEach(key -> set.add(jwk(key)));
        var json = set.close().end();
        return new Jwks(json, '"' + digest(json) + '"', maxAge);
    }

    private static String jwk(OpenKey key) {
        var jwk = new JsonText();
        switch (key.ring().algorithm()) {
            case ES256 ->
                curve(
                        jwk.put("kty", "EC").put("crv", "P-256"),
                        key.key().verifying().x509());
            case EDDSA ->
                jwk.put("kty", "OKP")
                        .put("crv", "Ed25519")
                        .put("x", tail(key.key().verifying().x509()));
            case RS256, PS256 ->
                modulus(jwk.put("kty", "RSA"), key.key().verifying().x509());
        }
        return jwk.put("kid", key.ring().kid())
                .put("use", "sig")
                .put("alg", key.ring().algorithm().wireName())
                .end();
    }

    /// RFC 5480: the public key ends with the uncompressed point, x then y.
    private static void curve(JsonText jwk, byte[] x509) {
        var y = tail(x509);
        var x = tail(Arrays.copyOf(x509, x509.length - COORDINATE));
        jwk.put("x", x).put("y", y);
    }

    private static String tail(byte[] x509) {
        return base64(Arrays.copyOfRange(x509, x509.length - COORDINATE, x509.length));
    }

    private static void modulus(JsonText jwk, byte[] x509) {
        try {
            var key = (RSAPublicKey) Scheme.platform(SigningAlgorithm.RS256).publicKey(x509);
            jwk.put("n", base64(unsigned(key.getModulus()))).put("e", base64(unsigned(key.getPublicExponent())));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException("a public key that was opened before", e);
        }
    }

    /// RFC 7518 section 2, Base64urlUInt: no sign byte.
    private static byte[] unsigned(BigInteger value) {
        var bytes = value.toByteArray();
        return bytes[0] == 0 && bytes.length > 1 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String digest(String json) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(json.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
