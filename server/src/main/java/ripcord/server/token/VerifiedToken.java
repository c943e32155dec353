package ripcord.server.token;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import ripcord.server.key.VerifyingKey;
import ripcord.server.revocation.LiveEntries;
import ripcord.server.revocation.Target;
import ripcord.server.revocation.TargetType;
import ripcord.server.tenant.TenantId;
import ripcord.server.token.AccessCheck.Why;

/// An access token whose signature is good, with the hashes that entries of the log may name it by. What can change,
/// time and log, is asked anew each time.
///
/// @param description what is answered about it
record VerifiedToken(AccessClaims claims, String description, VerifyingKey key, Barring barring, Voiding voiding) {
    private static final Duration REV_AHEAD = Duration.ofMinutes(10);

    /// Entries of these count whatever the token's position.
    record Barring(Target token, Target key) {}

    /// Entries of these count if they came after it.
    record Voiding(Target session, Target subject, Target client, Target tenant) {}

    static VerifiedToken of(TenantId tenant, AccessClaims claims, String description, VerifyingKey key) {
        return new VerifiedToken(
                claims,
                description,
                key,
                new Barring(
                        Target.of(TargetType.TOKEN, tenant, claims.jti()),
                        Target.of(TargetType.SIGNING_KEY, tenant, key.kid())),
                new Voiding(
                        Target.of(TargetType.SESSION, tenant, claims.sid()),
                        Target.of(TargetType.SUBJECT, tenant, claims.subject()),
                        Target.of(TargetType.CLIENT, tenant, claims.clientId()),
                        Target.of(TargetType.TENANT, tenant, "")));
    }

    /// What speaks against it at `now`.
    Optional<Why> fault(Instant now, Duration leeway, LiveEntries live) {
        if (!now.isBefore(claims.expiresAt().plus(leeway))) {
            return Optional.of(Why.EXPIRED);
        }
        if (claims.issuedAt().isAfter(now.plus(leeway))) {
            return Optional.of(Why.NOT_YET_VALID);
        }
        if (claims.life().compareTo(AccessTokens.LONGEST) > 0) {
            return Optional.of(Why.TOO_LONG_LIVED);
        }
        if (claims.rev() > TimeUnit.MILLISECONDS.toMicros(now.plus(REV_AHEAD).toEpochMilli())) {
            return Optional.of(Why.REV_AHEAD);
        }
        return isRevoked(live) ? Optional.of(Why.REVOKED) : Optional.empty();
    }

    private boolean isRevoked(LiveEntries live) {
        long rev = claims.rev();
        return live.barred(barring.token)
                || live.barred(barring.key)
                || live.revokedAfter(voiding.session, rev)
                || live.revokedAfter(voiding.subject, rev)
                || live.revokedAfter(voiding.client, rev)
                || live.revokedAfter(voiding.tenant, rev);
    }
}
