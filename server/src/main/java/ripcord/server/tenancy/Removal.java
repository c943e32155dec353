package ripcord.server.tenancy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import ripcord.server.session.Ended;
import ripcord.server.tenant.TenantId;

/// How far a tenant's deletion has come.
///
/// @param ended    the entry that takes everything back
/// @param deleted  how many rows of each kind are gone
/// @param complete whether nothing is left
public record Removal(TenantId tenant, Ended ended, Map<String, Long> deleted, boolean complete) {
    /// Copies the map.
    public Removal {
        deleted = Collections.unmodifiableMap(new LinkedHashMap<>(deleted));
    }
}
