package ripcord.server.tenancy;

import org.jspecify.annotations.Nullable;

/// What an operator wants of a tenant. Null: as it is.
public record TenantChange(@Nullable String name, @Nullable Boolean suspended) {}
