package ripcord.server.key;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SignatureException;
import ripcord.server.policy.Policy.SigningAlgorithm;

/// The public half of a signing key. Thread-safe.
public final class VerifyingKey {
    private final String kid;
    private final Scheme scheme;
    private final PublicKey key;
    private final byte[] x509;

    private VerifyingKey(String kid, Scheme scheme, byte[] x509) throws GeneralSecurityException {
        this.kid = kid;
        this.scheme = scheme;
        this.key = scheme.publicKey(x509);
        this.x509 = x509.clone();
    }

    /// A key as it was published.
    ///
    /// @param x509 RFC 5280, SubjectPublicKeyInfo
    /// @throws GeneralSecurityException if it is no key of that algorithm
    public static VerifyingKey of(String kid, SigningAlgorithm algorithm, byte[] x509) throws GeneralSecurityException {
        return of(kid, Scheme.best(algorithm), x509);
    }

    static VerifyingKey of(String kid, Scheme scheme, byte[] x509) throws GeneralSecurityException {
        return new VerifyingKey(kid, scheme, x509);
    }

    /// The key's id. Safe to log.
    public String kid() {
        return kid;
    }

    /// What it verifies.
    public SigningAlgorithm algorithm() {
        return scheme.algorithm();
    }

    /// RFC 5280, SubjectPublicKeyInfo.
    byte[] x509() {
        return x509.clone();
    }

    /// Whether `signature` is one of `input` by this key.
    public boolean verifies(byte[] input, byte[] signature) {
        if (!hasLength(signature)) {
            return false;
        }
        try {
            var engine = scheme.engine();
            engine.initVerify(key);
            engine.update(input);
            return engine.verify(signature);
        } catch (SignatureException e) {
            // Nothing that the algorithm could have made.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("key " + kid + " does not verify", e);
        }
    }

    /// Two integers of 32 bytes (RFC 7518 section 3.4), 64 bytes (RFC 8032), as long as a modulus of 2,048 bits.
    private boolean hasLength(byte[] signature) {
        return signature.length
                == switch (algorithm()) {
                    case ES256, EDDSA -> 64;
                    case RS256, PS256 -> 256;
                };
    }
}
