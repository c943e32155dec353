package ripcord.verifier;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ripcord.verifier.feed.EntrySet;
import ripcord.verifier.feed.TargetType;
import ripcord.verifier.jose.KeySet;
import ripcord.verifier.jose.VerificationKey;

/**
 * A token whose signature was verified, with all that does not change about it: what may be kept. Thread-safe.
 *
 * <p>What each use asks is in here once more, side by side: to find a token that was seen before costs what it touches
 * of memory, and following it from object to object costs several times as much as looking.
 */
final class JudgedToken {
    private final String compact;
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
     * The keys among which its key was last: a set that is the same object holds it still. None before that was asked,
     * not even {@link KeySet#EMPTY}, which does not hold it.
     */
    private @Nullable KeySet heldIn;
    /** The version of the log's entries at which none of them took the token back; 0 before that was asked. */
    private volatile long clearAt;

    /**
     * @param compact the token itself
     * @param issuer that it was verified for
     * @param key that signed it: when the issuer gives the key up, this is worth nothing
     * @param alike any other one: what it has in common with this is not computed again
     */
    JudgedToken(String compact, TrustedIssuer issuer, VerificationKey key, Claims claims, Optional<JudgedToken> alike) {
        this.compact = compact;
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

    /** Whether that is this very token: all of it is compared. */
    boolean is(String other) {
        return compact.equals(other);
    }

    /** Whether that very object is the text of this, and not only an equal one. */
    @SuppressWarnings("ReferenceEquality") // to compare the characters again would take longer than all else
    boolean isMadeOf(@Nullable Object text) {
        return compact == text;
    }

    String compact() {
        return compact;
    }

    /**
     * Whether its issuer still has the key. What is remembered of it may be forgotten by a race, and is never wrong: key
     * sets do not change.
     */
    boolean isKeyHeld() {
        KeySet now = issuer.keys().current();
        if (now.equals(heldIn)) {
            return true;
        }
        boolean held = now.holds(key);
        if (held) {
            heldIn = now;
        }
        return held;
    }

    /**
     * What of the token was taken back, by the entries that are there when this is called or by more.
     *
     * <p>The six look-ups are not repeated for as long as no entry was added. The version is read before them, so what is
     * remembered holds for it even if entries come meanwhile; entries that end take nothing back.
     */
    Optional<TargetType> revokedIn(EntrySet entries) {
        long version = entries.version();
        if (clearAt == version) {
            return Optional.empty();
        }
        Optional<TargetType> revoked = targets.revokedIn(entries, rev);
        if (revoked.isEmpty()) {
            clearAt = version;
        }
        return revoked;
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
