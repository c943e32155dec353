package ripcord.server.session;

import org.jspecify.annotations.Nullable;
import ripcord.server.tenant.TenantId;

/// A session of a tenant: what rows and caches are found by.
record SessionKey(TenantId tenant, SessionId id) {
    /// By hand, like [#hashCode()], because every check of a session looks one up: ids are random, tenants are alike.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SessionKey key
                && id.high() == key.id.high()
                && id.low() == key.id.low()
                && tenant.value().equals(key.tenant.value());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id.low());
    }
}
