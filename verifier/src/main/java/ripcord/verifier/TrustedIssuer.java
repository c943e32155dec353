package ripcord.verifier;

import java.util.List;
import java.util.Optional;
import ripcord.verifier.feed.TenantTargets;

/**
 * One issuer whose tokens are accepted.
 *
 * @param name as tokens state it, compared exactly
 * @param targets what the log calls the tenant and all that is in it
 * @param audience that tokens must be for; empty: any, which somebody asked for by a long word
 */
record TrustedIssuer(String name, String tenant, TenantTargets targets, Optional<String> audience, IssuerKeys keys) {
    TrustedIssuer(IssuerName name, Optional<String> audience, IssuerKeys keys) {
        this(name.text(), name.tenant(), new TenantTargets(name.tenant()), audience, keys);
    }

    boolean isMeantBy(List<String> tokenAudience) {
        return audience.isEmpty() || tokenAudience.contains(audience.get());
    }
}
