package ripcord.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import ripcord.verifier.jose.KeySet;

/** An issuer's key: signs whatever it is given, with ES256. */
final class Signer {
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final String keyId;
    private final KeyPair pair;

    private Signer(String keyId, KeyPair pair) {
        this.keyId = keyId;
        this.pair = pair;
    }

    static Signer named(String keyId) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new Signer(keyId, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeySet keySet(Signer... signers) {
        return KeySet.parse(jwks(signers).getBytes(UTF_8));
    }

    static String jwks(Signer... signers) {
        return Stream.of(signers).map(Signer::jwk).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    private String jwk() {
        var point = ((ECPublicKey) pair.getPublic()).getW();
        return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"sig\",\"alg\":\"ES256\",\"kid\":\"" + keyId + "\",\"x\":\""
                + coordinate(point.getAffineX()) + "\",\"y\":\"" + coordinate(point.getAffineY()) + "\"}";
    }

    private static String coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        var fixed = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return BASE64URL.encodeToString(fixed);
    }

    String sign(TokenText token) {
        return sign("{\"alg\":\"ES256\",\"kid\":\"" + keyId + "\",\"typ\":\"at+jwt\"}", token.json());
    }

    String sign(String header, String claims) {
        String signed = BASE64URL.encodeToString(header.getBytes(UTF_8)) + "."
                + BASE64URL.encodeToString(claims.getBytes(UTF_8));
        try {
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + BASE64URL.encodeToString(Arrays.copyOf(signature.sign(), 64));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
