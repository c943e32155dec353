package ripcord.verifier;

import java.util.List;
import java.util.Optional;
import ripcord.verifier.feed.EntrySet;
import ripcord.verifier.feed.Target;
import ripcord.verifier.feed.TargetType;

/** The six targets under which the log may name a token. Computed once per token. */
record TokenTargets(Target token, Target session, Target subject, Target client, Target tenant, Target signingKey) {
    static TokenTargets of(TrustedIssuer issuer, Claims claims, String keyId) {
        String tenant = issuer.tenant();
        return new TokenTargets(
                Target.of(TargetType.TOKEN, tenant, claims.tokenId()),
                Target.of(TargetType.SESSION, tenant, claims.sessionId()),
                Target.of(TargetType.SUBJECT, tenant, claims.subject()),
                Target.of(TargetType.CLIENT, tenant, claims.clientId()),
                issuer.target(),
                Target.of(TargetType.SIGNING_KEY, tenant, keyId));
    }

    List<Target> all() {
        return List.of(token, session, subject, client, tenant, signingKey);
    }

    /**
     * What of the token was taken back. A token by itself and a signing key are so whatever {@code rev} is: a thief who
     * has the key writes any.
     */
    Optional<TargetType> revokedIn(EntrySet entries, long rev) {
        if (entries.barred(signingKey)) {
            return Optional.of(TargetType.SIGNING_KEY);
        }
        if (entries.barred(token)) {
            return Optional.of(TargetType.TOKEN);
        }
        if (entries.revokedAfter(session, rev)) {
            return Optional.of(TargetType.SESSION);
        }
        if (entries.revokedAfter(subject, rev)) {
            return Optional.of(TargetType.SUBJECT);
        }
        if (entries.revokedAfter(client, rev)) {
            return Optional.of(TargetType.CLIENT);
        }
        return entries.revokedAfter(tenant, rev) ? Optional.of(TargetType.TENANT) : Optional.empty();
    }
}
