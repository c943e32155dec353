package ripcord.verifier;

import java.util.List;
import java.util.Optional;

/**
 * One issuer whose tokens are accepted.
 *
 * @param name as tokens state it, compared exactly
 * @param audience that tokens must be for; empty: any, which somebody asked for by a long word
 */
record TrustedIssuer(String name, String tenant, Optional<String> audience, IssuerKeys keys) {
    boolean isMeantBy(List<String> tokenAudience) {
        return audience.isEmpty() || tokenAudience.contains(audience.get());
    }
}
