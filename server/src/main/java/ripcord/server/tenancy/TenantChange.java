package ripcord.server.tenancy;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import ripcord.server.tenant.Limits;

/// What an operator wants of a tenant. Null: as it is.
///
/// @param limits makes the new ones of those that there are
public record TenantChange(
        @Nullable String name,
        @Nullable Boolean suspended,
        @Nullable UnaryOperator<Limits> limits) {}
