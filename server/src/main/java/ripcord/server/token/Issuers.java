package ripcord.server.token;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import ripcord.server.tenant.TenantId;

/// The names under which tenants sign: `{base URL}/t/{tenant}`. The base URL is configured, never taken from a request.
public final class Issuers {
    private final String baseUrl;
    private final Map<TenantId, String> known = new ConcurrentHashMap<>();

    /// @param baseUrl a slash at its end is left out
    public Issuers(String baseUrl) {
        this.baseUrl = baseUrl.endsWith("/") ? baseUrl.substring(0, baseUrl.length() - 1) : baseUrl;
    }

    /// The tenant's issuer.
    public String of(TenantId tenant) {
        return known.computeIfAbsent(tenant, id -> baseUrl + "/t/" + id.value());
    }
}
