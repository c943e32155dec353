package ripcord.verifier;

import java.util.List;
import java.util.Optional;
import ripcord.verifier.feed.EntrySet;
import ripcord.verifier.feed.Target;
import ripcord.verifier.feed.TargetType;

/**
 * The six targets under which the log may name a token. Computed once per token, and held as numbers: four objects less
 * to be fetched from memory each time.
 */
final class TokenTargets {
    private final long tokenHigh;
    private final long tokenLow;
    private final long sessionHigh;
    private final long sessionLow;
    private final long subjectHigh;
    private final long subjectLow;
    private final long clientHigh;
    private final long clientLow;
    private final Target tenant;
    private final Target signingKey;

    /** @param alike a token before: its key and its client are often the same */
    TokenTargets(TrustedIssuer issuer, Claims claims, String keyId, Optional<JudgedToken> alike) {
        String name = issuer.tenant();
        var token = Target.of(TargetType.TOKEN, name, claims.tokenId());
        var session = Target.of(TargetType.SESSION, name, claims.sessionId());
        var neighbour = alike.filter(other -> other.tenant().equals(name));
        var client = neighbour
                .filter(other -> other.claims().clientId().equals(claims.clientId()))
                .map(other -> other.targets().client())
                .orElseGet(() -> Target.of(TargetType.CLIENT, name, claims.clientId()));
        var subject = Target.of(TargetType.SUBJECT, name, claims.subject());
        tokenHigh = token.high();
        tokenLow = token.low();
        sessionHigh = session.high();
        sessionLow = session.low();
        subjectHigh = subject.high();
        subjectLow = subject.low();
        clientHigh = client.high();
        clientLow = client.low();
        tenant = issuer.target();
        signingKey = neighbour
                .filter(other -> other.key().keyId().equals(keyId))
                .map(other -> other.targets().signingKey)
                .orElseGet(() -> Target.of(TargetType.SIGNING_KEY, name, keyId));
    }

    Target token() {
        return new Target(tokenHigh, tokenLow);
    }

    Target session() {
        return new Target(sessionHigh, sessionLow);
    }

    Target subject() {
        return new Target(subjectHigh, subjectLow);
    }

    Target client() {
        return new Target(clientHigh, clientLow);
    }

    Target tenant() {
        return tenant;
    }

    List<Target> all() {
        return List.of(token(), session(), subject(), client(), tenant, signingKey);
    }

    /**
     * What of the token was taken back. A token by itself and a signing key are so whatever {@code rev} is: a thief who
     * has the key writes any.
     */
    Optional<TargetType> revokedIn(EntrySet entries, long rev) {
        if (entries.barred(signingKey)) {
            return Optional.of(TargetType.SIGNING_KEY);
        }
        if (entries.barred(tokenHigh, tokenLow)) {
            return Optional.of(TargetType.TOKEN);
        }
        if (entries.revokedAfter(sessionHigh, sessionLow, rev)) {
            return Optional.of(TargetType.SESSION);
        }
        if (entries.revokedAfter(subjectHigh, subjectLow, rev)) {
            return Optional.of(TargetType.SUBJECT);
        }
        if (entries.revokedAfter(clientHigh, clientLow, rev)) {
            return Optional.of(TargetType.CLIENT);
        }
        return entries.revokedAfter(tenant, rev) ? Optional.of(TargetType.TENANT) : Optional.empty();
    }
}
