package ripcord.server.tenancy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import ripcord.server.session.Ended;
import ripcord.server.tenant.TenantId;

/// How far a tenant's deletion has come.
///
/// @param ended    the entry that takes everything back
/// @param deleted  how many rows of each kind are gone
/// @param apiKeys  the keys that were for this tenant only, and are gone, if this call deleted them
/// @param complete whether nothing is left
public record Removal(TenantId tenant, Ended ended, Map<String, Long> deleted, Set<String> apiKeys, boolean complete) {
    /// Copies map and set.
    public Removal {
        deleted = Collections.unmodifiableMap(new LinkedHashMap<>(deleted));
        apiKeys = Set.copyOf(apiKeys);
    }
}
