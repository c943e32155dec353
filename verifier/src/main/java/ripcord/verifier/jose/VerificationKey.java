package ripcord.verifier.jose;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;

/** A public key, bound to the one algorithm that it is used with. Immutable and thread-safe. */
public final class VerificationKey {
    private final String keyId;
    private final SignatureAlgorithm algorithm;
    private final PublicKey key;
    private final byte[] encoded;
    private final SignatureProviders.Implementation implementation;

    /** @param encoded a SubjectPublicKeyInfo, whose numbers were checked */
    VerificationKey(String keyId, SignatureAlgorithm algorithm, byte[] encoded) {
        this(keyId, algorithm, encoded, SignatureProviders.preferred(algorithm));
    }

    private VerificationKey(
            String keyId,
            SignatureAlgorithm algorithm,
            byte[] encoded,
            SignatureProviders.Implementation implementation) {
        this.keyId = keyId;
        this.algorithm = algorithm;
        this.encoded = encoded.clone();
        this.implementation = implementation;
        this.key = implementation.decode(this.encoded);
    }

    /** The same key, used by another provider. */
    VerificationKey by(SignatureProviders.Implementation other) {
        return new VerificationKey(keyId, algorithm, encoded, other);
    }

    public String keyId() {
        return keyId;
    }

    public SignatureAlgorithm algorithm() {
        return algorithm;
    }

    boolean verifies(byte[] signed, byte[] signature) {
        byte[] jcaSignature = signature;
        if (algorithm == SignatureAlgorithm.ES256) {
            if (!EcdsaSignature.isInRange(signature)) {
                return false;
            }
            jcaSignature = EcdsaSignature.toDer(signature);
        }
        try {
            Signature verifier = implementation.newSignature();
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(jcaSignature);
        } catch (GeneralSecurityException e) {
            // What a provider says of a signature of the wrong length, or one that is no point of the curve.
            return false;
        }
    }

    /** Whether both are the same key of the same name, also when they came from different key sets. */
    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof VerificationKey that
                && keyId.equals(that.keyId)
                && algorithm == that.algorithm
                && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return keyId.hashCode();
    }

    @Override
    public String toString() {
        return "VerificationKey[" + keyId + ", " + algorithm.wireName() + "]";
    }
}
