/// Refresh tokens: exchanging them, renewing them, and noticing when two parties hold the same one.
///
/// Start at [ripcord.server.refresh.Refresher]; the table is in [ripcord.server.refresh.RotationDecision].
/// Depends on `session`; nothing here knows HTTP.
@NullMarked
package ripcord.server.refresh;

import org.jspecify.annotations.NullMarked;
