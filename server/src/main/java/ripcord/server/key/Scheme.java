package ripcord.server.key;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import org.jspecify.annotations.Nullable;
import ripcord.server.policy.Policy.SigningAlgorithm;

/// How an algorithm is done here, and by whom.
///
/// @param provider  null for whichever the platform prefers
/// @param keys      the algorithm's name for keys
/// @param signatures its name for signatures; those of ES256 are r and s side by side (RFC 7518 section 3.4)
record Scheme(SigningAlgorithm algorithm, @Nullable Provider provider, String keys, String signatures) {
    private static final @Nullable Provider CORRETTO = Corretto.provider();

    /// RFC 7518 section 3.5: MGF1 with the same hash, a salt as long as it.
    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    /// The fastest that this machine has: Amazon's provider where its library loads, else Bouncy Castle for curves.
    static Scheme best(SigningAlgorithm algorithm) {
        if (CORRETTO != null) {
            return of(algorithm, CORRETTO);
        }
        return switch (algorithm) {
            case RS256, PS256 -> platform(algorithm);
            case ES256, EDDSA -> bouncyCastle(algorithm);
        };
    }

    static Scheme platform(SigningAlgorithm algorithm) {
        return of(algorithm, null);
    }

    static Scheme bouncyCastle(SigningAlgorithm algorithm) {
        var scheme = of(algorithm, BouncyCastle.provider());
        return algorithm == SigningAlgorithm.ES256
                ? new Scheme(algorithm, scheme.provider, scheme.keys, "SHA256withPLAIN-ECDSA")
                : scheme;
    }

    private static Scheme of(SigningAlgorithm algorithm, @Nullable Provider provider) {
        return switch (algorithm) {
            case ES256 -> new Scheme(algorithm, provider, "EC", "SHA256withECDSAinP1363Format");
            case EDDSA -> new Scheme(algorithm, provider, "Ed25519", "Ed25519");
            case RS256 -> new Scheme(algorithm, provider, "RSA", "SHA256withRSA");
            case PS256 -> new Scheme(algorithm, provider, "RSA", "RSASSA-PSS");
        };
    }

    KeyPair generate() {
        try {
            var generator = provider == null
                    ? KeyPairGenerator.getInstance(keys)
                    : KeyPairGenerator.getInstance(keys, provider);
            var parameters = parameters();
            if (parameters != null) {
                generator.initialize(parameters);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no key could be made for " + algorithm, e);
        }
    }

    private @Nullable AlgorithmParameterSpec parameters() {
        return switch (algorithm) {
            case ES256 -> new ECGenParameterSpec("secp256r1");
            case EDDSA -> null;
            case RS256, PS256 -> new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4);
        };
    }

    private KeyFactory factory() throws GeneralSecurityException {
        return provider == null ? KeyFactory.getInstance(keys) : KeyFactory.getInstance(keys, provider);
    }

    PrivateKey privateKey(byte[] pkcs8) throws GeneralSecurityException {
        return factory().generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    PublicKey publicKey(byte[] x509) throws GeneralSecurityException {
        return factory().generatePublic(new X509EncodedKeySpec(x509));
    }

    Signature engine() throws GeneralSecurityException {
        var engine = provider == null ? Signature.getInstance(signatures) : Signature.getInstance(signatures, provider);
        if (algorithm == SigningAlgorithm.PS256) {
            engine.setParameter(PSS);
        }
        return engine;
    }
}
