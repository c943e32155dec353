package ripcord.verifier.jose;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** A public key, bound to the one algorithm that it is used with. Immutable and thread-safe. */
public final class VerificationKey {
    private static final Logger LOG = System.getLogger("ripcord.verifier.jose");

    private final String keyId;
    private final SignatureAlgorithm algorithm;
    private final PublicKey key;
    private final byte[] encoded;
    private final SignatureProviders.Implementation implementation;
    private final IdleEngines engines = new IdleEngines();
    private final AtomicBoolean complained = new AtomicBoolean();

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

    /**
     * Whether this key made the signature.
     *
     * @param length how many bytes of the text are signed
     * @throws JoseException if the provider failed, and so nothing is known of the signature
     */
    boolean verifies(byte[] text, int length, byte[] signature) {
        byte[] jcaSignature = signature;
        if (algorithm == SignatureAlgorithm.ES256) {
            if (!EcdsaSignature.isInRange(signature)) {
                return false;
            }
            jcaSignature = EcdsaSignature.toDer(signature);
        }
        try {
            Signature engine = engine();
            engine.update(text, 0, length);
            boolean good = engine.verify(jcaSignature);
            // Verifying leaves an engine as it was when it got the key; one that threw is not used again.
            engines.put(engine);
            return good;
        } catch (GeneralSecurityException e) {
            // What a provider says of a signature of the wrong length, or one that is no point of the curve.
            return false;
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    /** Told with all that is known once: what makes it fail may be what a stranger sends. */
    private JoseException failed(RuntimeException e) {
        String name = implementation.provider().getName();
        if (complained.compareAndSet(false, true)) {
            LOG.log(Level.WARNING, "provider failed to verify a signature provider=" + name + " kid=" + keyId, e);
        }
        return new JoseException(
                JoseException.Fault.PROVIDER,
                "the signature could not be verified: provider " + name + " failed ("
                        + e.getClass().getName() + ")");
    }

    private Signature engine() throws GeneralSecurityException {
        Signature idle = engines.take();
        if (idle != null) {
            return idle;
        }
        Signature engine = implementation.newSignature();
        engine.initVerify(key);
        return engine;
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
