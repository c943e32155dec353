package ripcord.server.apikey;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import ripcord.server.tenant.TenantId;

/// One API key, without what proves it.
///
/// @param id        safe to log
/// @param expiresAt worth nothing from then on; null if it has no end
public record ApiKey(
        String id,
        String name,
        TenantScope scope,
        Set<Right> rights,
        Instant createdAt,
        @Nullable Instant expiresAt) {
    /// Copies the set.
    public ApiKey {
        rights = Set.copyOf(rights);
    }

    /// Whether it is worth nothing at `now`. The last instant is already outside.
    public boolean isExpiredAt(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /// Whether it has `right` for `tenant`.
    public boolean may(Right right, TenantId tenant) {
        return rights.contains(right) && scope.includes(tenant);
    }

    /// Whether it may do everything, for everybody.
    public boolean mayDoEverything() {
        return covers(new TenantScope.All(), EnumSet.allOf(Right.class));
    }

    /// Whether it may do all that a key of `scope` and `rights` may do.
    public boolean covers(TenantScope scope, Set<Right> rights) {
        return this.scope.includes(scope) && this.rights.containsAll(rights);
    }

    /// Whether it is worth something for at least as long as a key that ends at `end`; null for one that has no end.
    public boolean lastsUntil(@Nullable Instant end) {
        return expiresAt == null || (end != null && !end.isAfter(expiresAt));
    }

    /// Whether it may do all that `other` may do.
    public boolean covers(ApiKey other) {
        return covers(other.scope, other.rights);
    }
}
