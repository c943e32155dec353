/// Policies: what a tenant wants, with every value stated.
///
/// Start at [ripcord.server.policy.Policies]. Depends on `database`, `tenant` and `revocation`.
@NullMarked
package ripcord.server.policy;

import org.jspecify.annotations.NullMarked;
