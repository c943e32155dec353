package ripcord.verifier;

import ripcord.verifier.jose.VerificationKey;

/**
 * A token whose signature was verified, with all that does not change about it: what may be kept.
 *
 * @param issuer that it was verified for
 * @param key that signed it: when the issuer gives the key up, this is worth nothing
 */
record JudgedToken(TrustedIssuer issuer, VerificationKey key, Claims claims, TokenTargets targets) {
    String tenant() {
        return issuer.tenant();
    }
}
