package ripcord.server.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Something that a policy may say, and that somebody should have thought about.
///
/// @param field   its path, as `access_token.claims`
/// @param warning what it leads to
public record PolicyWarning(String field, String warning) {
    private static final Duration LONG = Duration.ofMinutes(1);

    /// All that `policy` gives reason for.
    public static List<PolicyWarning> of(Policy policy) {
        var warnings = new ArrayList<PolicyWarning>();
        for (var claim : policy.accessToken().claims()) {
            if (ClaimNames.looksPersonal(claim)) {
                warnings.add(new PolicyWarning(
                        "access_token.claims",
                        claim + " looks like personal data, which everybody can read who sees a token"));
            }
        }
        if (policy.accessToken().authorization() == Policy.AuthorizationMode.EMBED) {
            warnings.add(new PolicyWarning(
                    "access_token.authorization",
                    "a change of roles reaches access tokens only when they are renewed, after "
                            + policy.accessToken().lifetime() + " at most"));
        }
        unknownTo(policy.revocation().strategy(), policy.accessToken().lifetime())
                .ifPresent(what -> warnings.add(new PolicyWarning("revocation.strategy", what)));
        if (policy.revocation().acceptance().compareTo(LONG) > 0) {
            warnings.add(new PolicyWarning(
                    "revocation",
                    "a verifier that is cut off accepts what was revoked for up to "
                            + policy.revocation().acceptance()));
        }
        if (!policy.outage().answerFromMemoryFor().isZero()) {
            warnings.add(new PolicyWarning(
                    "outage.answer_from_memory_for",
                    "a server that is cut off from the store accepts cookies, and calls credentials active, that were"
                            + " revoked at another server, for up to "
                            + policy.outage().answerFromMemoryFor()));
        }
        return warnings;
    }

    private static Optional<String> unknownTo(Policy.RevocationStrategy strategy, Duration lifetime) {
        return switch (strategy) {
            case FEED, INTROSPECT -> Optional.empty();
            case EXPIRY -> Optional.of("no revocation reaches a verifier; an access token stays good for " + lifetime);
            case DENYLIST ->
                Optional.of(
                        "the end of a session, subject, client or tenant reaches no verifier; its access tokens stay"
                                + " good for " + lifetime);
            case VERSION ->
                Optional.of("the end of one session or client, and the compromise of a key, reach no verifier; access"
                        + " tokens of it stay good for " + lifetime);
        };
    }
}
