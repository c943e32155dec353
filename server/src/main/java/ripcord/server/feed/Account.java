package ripcord.server.feed;

import ripcord.server.tenant.TenantId;

/// For whom a subscription counts: all that follow for one account share what it may have.
public sealed interface Account {
    /// Opened with a key that is for one tenant: all such keys of the tenant count together.
    record OfTenant(TenantId tenant) implements Account {}

    /// Opened with a key for several tenants, which counts for itself.
    record OfKey(String apiKey) implements Account {}

    /// Opened with a key for all tenants: the operator's own, who may have all there is.
    record OfOperator(String apiKey) implements Account {}

    /// From before the start of the server, and lost since. Nobody can make more of these.
    record Former() implements Account {}
}
