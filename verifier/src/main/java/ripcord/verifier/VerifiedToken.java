package ripcord.verifier;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An access token that a {@link Verifier} found good: its claims are what the issuer said.
 *
 * <p>Only a verifier makes one, so a method that takes one need not check again who is asking. It was good when it was
 * verified; keep it for the request, not for longer, or {@linkplain Verifier#watch watch} it.
 */
public final class VerifiedToken {
    private final JudgedToken token;
    private final Freshness freshness;

    VerifiedToken(JudgedToken token, Freshness freshness) {
        this.token = token;
        this.freshness = freshness;
    }

    JudgedToken judged() {
        return token;
    }

    private Claims claimsRead() {
        return token.claims();
    }

    /** Who it is, in the tenant of {@link #issuer()}. */
    public String subject() {
        return claimsRead().subject();
    }

    /** The sign-in that this token is of; safe to log. */
    public String sessionId() {
        return claimsRead().sessionId();
    }

    /** Safe to log: says which token it was, without being it. */
    public String tokenId() {
        return claimsRead().tokenId();
    }

    public String clientId() {
        return claimsRead().clientId();
    }

    public String issuer() {
        return claimsRead().issuer();
    }

    /** The tenant, which the issuer ends with. */
    public String tenant() {
        return token.tenant();
    }

    public List<String> audience() {
        return claimsRead().audience();
    }

    public Instant issuedAt() {
        return Instant.ofEpochSecond(claimsRead().times().issued());
    }

    /** The first instant at which it is over, leeway aside. */
    public Instant expiresAt() {
        return Instant.ofEpochSecond(claimsRead().times().expires());
    }

    /** When the subject last proved who it is. */
    public Optional<Instant> authTime() {
        var seconds = claimsRead().all().optionalInteger("auth_time");
        return seconds.isPresent() ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong())) : Optional.empty();
    }

    /** By which methods it proved that; empty if the token does not say. */
    public List<String> amr() {
        return claimsRead().texts("amr");
    }

    /** How well it proved that, in words that issuer and service agreed on. */
    public Optional<String> acr() {
        return claimsRead().text("acr");
    }

    /** The position of the revocation log that the token was derived at: what is newer voids it. */
    public long rev() {
        return claimsRead().rev();
    }

    /** Under which {@link Verifier#authorization} asks what the subject may do. */
    public Optional<String> authzRef() {
        return claimsRead().text("authz_ref");
    }

    /** Space-separated, as RFC 6749 writes it. */
    public Optional<String> scope() {
        return claimsRead().text("scope");
    }

    /** A claim that is a string. */
    public Optional<String> claim(String name) {
        return claimsRead().text(name);
    }

    /**
     * All claims: strings, {@link Long}, {@link java.math.BigDecimal}, {@link Boolean}, lists and maps. Unmodifiable;
     * built anew on each call. What is {@code null} in the token is left out.
     */
    public Map<String, Object> claims() {
        return PlainJson.map(claimsRead().all());
    }

    /** How fresh the evidence was, when this was verified, that nobody had taken the token back. */
    public Freshness freshness() {
        return freshness;
    }

    /** Names and times only; not the token. */
    @Override
    public String toString() {
        return "VerifiedToken[subject=" + subject() + ", session=" + sessionId() + ", issuer=" + issuer() + "]";
    }
}
