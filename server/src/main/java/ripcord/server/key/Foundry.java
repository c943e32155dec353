package ripcord.server.key;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ripcord.server.policy.Policy.SigningAlgorithm;
import ripcord.server.tenant.TenantId;

/// Makes signing keys, seals and opens them.
final class Foundry {
    private static final Logger LOG = LoggerFactory.getLogger(Foundry.class);
    private static final int KID_BYTES = 12;

    private final Sealer sealer;
    private final RandomGenerator random;

    Foundry(Sealer sealer, RandomGenerator random) {
        this.sealer = sealer;
        this.random = random;
    }

    /// A key just made: open, and as its row will hold it.
    record Made(OpenKey open, SealedKey sealed) {
        StoredKey stored(RingKey times) {
            return new StoredKey(times, open.key().verifying().x509(), sealed);
        }
    }

    Made make(TenantId tenant, SigningAlgorithm algorithm, Instant now) {
        var kid = new byte[KID_BYTES];
        random.nextBytes(kid);
        var name = Base64.getUrlEncoder().withoutPadding().encodeToString(kid);
        var ring = RingKey.announced(name, algorithm, now);
        var pair = Scheme.best(algorithm).generate();
        var pkcs8 = pair.getPrivate().getEncoded();
        var x509 = pair.getPublic().getEncoded();
        try {
            var key = key(ring, pkcs8, x509);
            return new Made(new OpenKey(ring, key), sealer.seal(pkcs8, place(tenant, ring, x509)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key just made for " + algorithm + " cannot be used", e);
        }
    }

    /// The key of a row; empty, and told to the operator, if it was changed or sealed elsewhere.
    Optional<OpenKey> open(TenantId tenant, StoredKey stored) {
        var ring = stored.ring();
        var pkcs8 = sealer.open(stored.sealed(), place(tenant, ring, stored.x509()));
        try {
            if (pkcs8.isPresent()) {
                return Optional.of(new OpenKey(ring, key(ring, pkcs8.get(), stored.x509())));
            }
        } catch (GeneralSecurityException e) {
            LOG.debug("signing key not usable kid={}", ring.kid(), e);
        }
        LOG.error("signing key does not open, left out tenant={} kid={}", tenant, ring.kid());
        return Optional.empty();
    }

    private static SigningKey key(RingKey ring, byte[] pkcs8, byte[] x509) throws GeneralSecurityException {
        var verifying = VerifyingKey.of(ring.kid(), ring.algorithm(), x509);
        return new SigningKey(verifying, Scheme.best(ring.algorithm()), pkcs8);
    }

    static byte[][] place(TenantId tenant, RingKey key, byte[] x509) {
        return new byte[][] {
            Sealer.part(tenant.value()),
            Sealer.part(key.kid()),
            Sealer.part("signing"),
            Sealer.part(key.algorithm().wireName()),
            x509
        };
    }
}
