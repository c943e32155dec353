package ripcord.server.key;

/// A signing key as its row holds it: times, public key (X.509), and the private one, sealed for this place.
final class StoredKey {
    private final RingKey ring;
    private final byte[] x509;
    private final SealedKey sealed;

    StoredKey(RingKey ring, byte[] x509, SealedKey sealed) {
        this.ring = ring;
        this.x509 = x509;
        this.sealed = sealed;
    }

    RingKey ring() {
        return ring;
    }

    byte[] x509() {
        return x509;
    }

    SealedKey sealed() {
        return sealed;
    }
}
