/// The life of a tenant and of its subjects as a whole, across all that is kept of them.
///
/// Start at [ripcord.server.tenancy.TenantChanges]. Uses the domains; nothing here knows HTTP.
@NullMarked
package ripcord.server.tenancy;

import org.jspecify.annotations.NullMarked;
