package ripcord.server.apikey;

import ripcord.server.tenant.TenantId;

/// What became of the wish for an API key.
public sealed interface Creation {
    /// A new key, and what proves it. Nobody can be told the second part again.
    record Created(ApiKeyToken token, ApiKey key) implements Creation {}

    /// That tenant has as many as it may have. Nothing was done.
    record TooMany(TenantId tenant) implements Creation {}
}
