package ripcord.server.revocation;

import java.time.Instant;
import ripcord.server.tenant.TenantId;

/// One line of the log.
///
/// @param seq       its position: higher than that of every entry before it
/// @param expiresAt from then on nothing that it concerns can still be alive
public record Entry(long seq, TenantId tenant, TargetType type, Target target, Effect effect, Instant expiresAt) {}
