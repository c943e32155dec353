package ripcord.bench.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/// The algorithms that are measured, each by its name in a header. Made and signed by the JVM's own provider, or by one
/// that was put before it.
enum Signing {
    RS256("RSA", "SHA256withRSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4)),
    ES256("EC", "SHA256withECDSAinP1363Format", new ECGenParameterSpec("secp256r1")),
    EdDSA("Ed25519", "Ed25519", NamedParameterSpec.ED25519);

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final String keyType;
    private final String jcaName;

    @SuppressWarnings("ImmutableEnumChecker") // the JDK's own are
    private final AlgorithmParameterSpec parameters;

    Signing(String keyType, String jcaName, AlgorithmParameterSpec parameters) {
        this.keyType = keyType;
        this.jcaName = jcaName;
        this.parameters = parameters;
    }

    KeyPair newPair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(keyType);
        generator.initialize(parameters);
        return generator.generateKeyPair();
    }

    /// An engine that takes signatures as they stand in a token.
    Signature newEngine() throws GeneralSecurityException {
        return Signature.getInstance(jcaName);
    }

    byte[] sign(PrivateKey key, String text) throws GeneralSecurityException {
        var engine = newEngine();
        engine.initSign(key);
        engine.update(text.getBytes(US_ASCII));
        return engine.sign();
    }

    /// The public key as a JSON Web Key. The points are the last bytes of their SubjectPublicKeyInfo.
    String jwk(String keyId, PublicKey key) {
        byte[] info = key.getEncoded();
        String numbers = switch (this) {
            case RS256 -> rsa((RSAPublicKey) key);
            case ES256 -> "\"kty\":\"EC\",\"crv\":\"P-256\"" + member("x", info, 64) + member("y", info, 32);
            case EdDSA -> "\"kty\":\"OKP\",\"crv\":\"Ed25519\"" + member("x", info, 32);
        };
        return "{\"kid\":\"" + keyId + "\",\"use\":\"sig\",\"alg\":\"" + name() + "\"," + numbers + "}";
    }

    private static String rsa(RSAPublicKey key) {
        byte[] modulus = key.getModulus().toByteArray();
        byte[] exponent = key.getPublicExponent().toByteArray();
        return "\"kty\":\"RSA\"" + member("n", modulus, 256) + member("e", exponent, exponent.length);
    }

    /// 32 bytes, or an RSA modulus, beginning so many before the end.
    private static String member(String name, byte[] bytes, int fromEnd) {
        int length = fromEnd == 64 ? 32 : fromEnd;
        int from = bytes.length - fromEnd;
        return ",\"" + name + "\":\"" + BASE64URL.encodeToString(Arrays.copyOfRange(bytes, from, from + length)) + "\"";
    }
}
