package ripcord.server.key;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.concurrent.ConcurrentLinkedQueue;
import ripcord.server.policy.Policy.SigningAlgorithm;

/// One signing key of a tenant, ready for use. Thread-safe. A secret, so a class and not a record.
public final class SigningKey {
    private final VerifyingKey verifying;
    private final Scheme scheme;
    private final PrivateKey key;

    /// Idle engines: making one costs more than signing with it does.
    private final ConcurrentLinkedQueue<Signature> engines = new ConcurrentLinkedQueue<>();

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

    /// The signature of `input`, in JWS's form.
    public byte[] sign(byte[] input) {
        var idle = engines.poll();
        try {
            var engine = idle == null ? engine() : idle;
            engine.update(input);
            var signature = engine.sign();
            engines.add(engine);
            return signature;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("key " + kid() + " does not sign", e);
        }
    }

    private Signature engine() throws GeneralSecurityException {
        var engine = scheme.engine();
        engine.initSign(key);
        return engine;
    }

    @Override
    public String toString() {
        return "SigningKey[" + kid() + "]";
    }
}
