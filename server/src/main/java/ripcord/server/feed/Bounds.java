package ripcord.server.feed;

import java.time.Duration;
import java.util.stream.Stream;
import ripcord.server.policy.Policies;
import ripcord.server.policy.Policy.RevocationStrategy;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;

/// How stale a verifier's knowledge may be, as the policies say.
final class Bounds implements Demands {
    private static final Duration NO_TENANT_YET = Duration.ofHours(1);
    private static final Duration SHORTEST_BEAT = Duration.ofMillis(50);

    /// That a client has gone is seen when it is written to, and its connection is taken until then.
    private static final Duration LONGEST_BEAT = Duration.ofSeconds(10);

    private final Tenants tenants;
    private final Policies policies;

    Bounds(Tenants tenants, Policies policies) {
        this.tenants = tenants;
        this.policies = policies;
    }

    /// Only a tenant's own feed can lack something.
    @Override
    public Terms terms(FeedScope scope) {
        var only = scope.only();
        var strategy = only == null
                ? RevocationStrategy.FEED
                : policies.of(only).policy().revocation().strategy();
        return new Terms(smallest(scope), strategy);
    }

    /// The smallest of the tenants' bounds.
    private Duration smallest(FeedScope scope) {
        return tenants(scope)
                .map(tenant -> policies.of(tenant).policy().revocation().maxStaleness())
                .min(Duration::compareTo)
                .orElse(NO_TENANT_YET);
    }

    private Stream<TenantId> tenants(FeedScope scope) {
        return switch (scope) {
            case FeedScope.One(var tenant) -> Stream.of(tenant);
            case FeedScope.Named(var named) -> named.stream();
            case FeedScope.All _ -> tenants.all().stream().map(Tenant::id);
        };
    }

    /// Four heartbeats in the smaller bound, or more.
    static Duration beat(Duration declared, Duration policy) {
        var quarter = (declared.compareTo(policy) < 0 ? declared : policy).dividedBy(4);
        if (quarter.compareTo(LONGEST_BEAT) > 0) {
            return LONGEST_BEAT;
        }
        return quarter.compareTo(SHORTEST_BEAT) < 0 ? SHORTEST_BEAT : quarter;
    }
}
