package ripcord.server.key;

import ripcord.server.tenant.TenantId;

/// Knows which verifiers follow the log, and what they said to hold. Thread-safe.
@FunctionalInterface
public interface KeyHolders {
    /// Whether every verifier that follows the tenant's log has said that it holds the key.
    boolean allHave(TenantId tenant, String kid);
}
