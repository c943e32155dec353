/// Tenants: who shares this server, each with its own sessions, keys and policy.
///
/// Start at [ripcord.server.tenant.Tenants]. Depends on `database` only.
@NullMarked
package ripcord.server.tenant;

import org.jspecify.annotations.NullMarked;
