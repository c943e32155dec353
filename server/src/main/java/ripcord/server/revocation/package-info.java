/// The revocation log: what was taken back, in an order that no clock decides.
///
/// Start at [ripcord.server.revocation.RevocationLog]. [ripcord.server.revocation.LiveEntries] is the part that still
/// matters, in memory. Depends on `database` and `tenant`.
@NullMarked
package ripcord.server.revocation;

import org.jspecify.annotations.NullMarked;
