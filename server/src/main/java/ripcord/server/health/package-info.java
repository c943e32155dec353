/// Whether the server can do its work, and what somebody should look at.
///
/// Start at [ripcord.server.health.Health]. Looks at the domains, which do not know it.
@NullMarked
package ripcord.server.health;

import org.jspecify.annotations.NullMarked;
