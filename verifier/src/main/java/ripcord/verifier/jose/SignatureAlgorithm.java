package ripcord.verifier.jose;

import java.util.Optional;

/** The signature algorithms that a token may have. No symmetric one, and never {@code none}. */
public enum SignatureAlgorithm {
    /** ECDSA on P-256 with SHA-256. */
    ES256("ES256"),
    /** Ed25519. */
    EDDSA("EdDSA"),
    /** RSA PKCS #1 v1.5 with SHA-256. */
    RS256("RS256"),
    /** RSA PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes. */
    PS256("PS256");

    private final String wireName;

    SignatureAlgorithm(String wireName) {
        this.wireName = wireName;
    }

    /** As header and key sets name it. */
    public String wireName() {
        return wireName;
    }

    /** The algorithm of that name; names are compared exactly. */
    public static Optional<SignatureAlgorithm> named(String wireName) {
        for (SignatureAlgorithm algorithm : values()) {
            if (algorithm.wireName.equals(wireName)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
