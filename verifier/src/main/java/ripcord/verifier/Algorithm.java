package ripcord.verifier;

import ripcord.verifier.jose.SignatureAlgorithm;

/**
 * The signature algorithms that access tokens may have. A key is bound to one of them, so a token cannot choose.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7518#section-3.1">RFC 7518 §3.1</a>
 */
public enum Algorithm {
    /** ECDSA on P-256 with SHA-256: the server's default. */
    ES256(SignatureAlgorithm.ES256),
    /** Ed25519. */
    EDDSA(SignatureAlgorithm.EDDSA),
    /** RSA PKCS #1 v1.5 with SHA-256. */
    RS256(SignatureAlgorithm.RS256),
    /** RSA PSS with SHA-256. */
    PS256(SignatureAlgorithm.PS256);

    private final SignatureAlgorithm signature;

    Algorithm(SignatureAlgorithm signature) {
        this.signature = signature;
    }

    SignatureAlgorithm signature() {
        return signature;
    }

    /** As tokens and key sets name it: {@code ES256}, {@code EdDSA}, {@code RS256}, {@code PS256}. */
    public String wireName() {
        return signature.wireName();
    }
}
