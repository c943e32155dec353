package ripcord.server.apikey;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import ripcord.server.tenant.TenantId;

/// How many keys each tenant has, those that are over included: a key is in memory until it is deleted. One for
/// several tenants counts for each, one for all for none. Thread-safe.
final class KeyCounts {
    private final int most;
    private final Map<TenantId, Integer> counts = new ConcurrentHashMap<>();

    /// @param most of one tenant
    KeyCounts(int most) {
        this.most = most;
    }

    void add(ApiKey key) {
        tenants(key.scope()).forEach(tenant -> counts.merge(tenant, 1, Integer::sum));
    }

    void remove(ApiKey key) {
        tenants(key.scope())
                .forEach(tenant -> counts.computeIfPresent(tenant, (_, count) -> count > 1 ? count - 1 : null));
    }

    /// One of the scope's tenants that may have no further key.
    Optional<TenantId> full(TenantScope scope) {
        return tenants(scope).stream()
                .filter(tenant -> counts.getOrDefault(tenant, 0) >= most)
                .findAny();
    }

    private static Set<TenantId> tenants(TenantScope scope) {
        return switch (scope) {
            case TenantScope.All _ -> Set.of();
            case TenantScope.Only(var tenants) -> tenants;
        };
    }
}
