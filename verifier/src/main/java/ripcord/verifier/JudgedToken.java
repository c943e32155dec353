package ripcord.verifier;

import java.util.Optional;
import ripcord.verifier.jose.VerificationKey;

/**
 * A token whose signature was verified, with all that does not change about it: what may be kept. Immutable.
 *
 * <p>What each use asks is in here once more, side by side: to find a token that was seen before costs what it touches
 * of memory, and following it from object to object costs several times as much as looking.
 */
final class JudgedToken {
    private final TrustedIssuer issuer;
    private final VerificationKey key;
    private final Claims claims;
    private final TokenTargets targets;
    private final long expires;
    private final long issued;
    private final long notBefore;
    private final long rev;
    private final boolean meant;

    /**
     * @param issuer that it was verified for
     * @param key that signed it: when the issuer gives the key up, this is worth nothing
     * @param alike any other one: what it has in common with this is not computed again
     */
    JudgedToken(TrustedIssuer issuer, VerificationKey key, Claims claims, Optional<JudgedToken> alike) {
        this.issuer = issuer;
        this.key = key;
        this.claims = claims;
        this.targets = new TokenTargets(issuer, claims, key.keyId(), alike);
        this.expires = claims.times().expires();
        this.issued = claims.times().issued();
        this.notBefore = claims.times().notBefore().orElse(0);
        this.rev = claims.rev();
        this.meant = issuer.isMeantBy(claims.audience());
    }

    TrustedIssuer issuer() {
        return issuer;
    }

    VerificationKey key() {
        return key;
    }

    Claims claims() {
        return claims;
    }

    TokenTargets targets() {
        return targets;
    }

    String tenant() {
        return issuer.tenant();
    }

    /** In seconds since the epoch, as {@link #issued} and {@link #notBefore}. */
    long expires() {
        return expires;
    }

    long issued() {
        return issued;
    }

    /** 0 if the token does not say. */
    long notBefore() {
        return notBefore;
    }

    long rev() {
        return rev;
    }

    /** Whether it is for whom the verifier was told to expect. */
    boolean isMeant() {
        return meant;
    }
}
