package ripcord.server.key;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import ripcord.server.policy.Policy.SigningAlgorithm;

/// One signing key of a tenant, ready for use. Thread-safe. A secret, so a class and not a record.
public final class SigningKey {
    private final VerifyingKey verifying;
    private final Scheme scheme;
    private final PrivateKey key;

    /// @param pkcs8 the private key
    SigningKey(VerifyingKey verifying, Scheme scheme, byte[] pkcs8) throws GeneralSecurityException {
        this.verifying = verifying;
        this.scheme = scheme;
        this.key = scheme.privateKey(pkcs8);
    }

    /// The key's id. Safe to log.
    public String kid() {
        return verifying.kid();
    }

    /// What it signs with.
    public SigningAlgorithm algorithm() {
        return verifying.algorithm();
    }

    /// Its public half.
    public VerifyingKey verifying() {
        return verifying;
    }

    /// The signature of `input`, in JWS's form. Making an engine each time takes a fortieth of a signature; an idle one
    /// for each of thousands of tenants would take memory, and never be in the processor's caches.
    public byte[] sign(byte[] input) {
        try {
            var engine = scheme.engine();
            engine.initSign(key);
            engine.update(input);
            return engine.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("key " + kid() + " does not sign", e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[" + kid() + "]";
    }
}
