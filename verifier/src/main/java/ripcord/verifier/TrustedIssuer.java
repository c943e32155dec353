package ripcord.verifier;

import java.util.List;
import java.util.Optional;
import ripcord.verifier.feed.Target;
import ripcord.verifier.feed.TargetType;

/**
 * One issuer whose tokens are accepted.
 *
 * @param name as tokens state it, compared exactly
 * @param target under which the log names the tenant
 * @param audience that tokens must be for; empty: any, which somebody asked for by a long word
 */
record TrustedIssuer(String name, String tenant, Target target, Optional<String> audience, IssuerKeys keys) {
    TrustedIssuer(IssuerName name, Optional<String> audience, IssuerKeys keys) {
        this(name.text(), name.tenant(), Target.of(TargetType.TENANT, name.tenant(), ""), audience, keys);
    }

    boolean isMeantBy(List<String> tokenAudience) {
        return audience.isEmpty() || tokenAudience.contains(audience.get());
    }
}
