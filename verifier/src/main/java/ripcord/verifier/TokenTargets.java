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
        var maker = issuer.targets().maker();
        var token = maker.of(TargetType.TOKEN, claims.tokenId());
        var session = maker.of(TargetType.SESSION, claims.sessionId());
        var subject = maker.of(TargetType.SUBJECT, claims.subject());
        boolean sameTenant = alike.isPresent() && alike.get().issuer().targets().equals(issuer.targets());
        var client = sameTenant && alike.get().claims().clientId().equals(claims.clientId())
                ? alike.get().targets().client()
                : maker.of(TargetType.CLIENT, claims.clientId());
        tokenHigh = token.high();
        tokenLow = token.low();
        sessionHigh = session.high();
        sessionLow = session.low();
        subjectHigh = subject.high();
        subjectLow = subject.low();
        clientHigh = client.high();
        clientLow = client.low();
        tenant = issuer.targets().tenant();
        signingKey = sameTenant && alike.get().key().keyId().equals(keyId)
                ? alike.get().targets().signingKey
                : maker.of(TargetType.SIGNING_KEY, keyId);
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
