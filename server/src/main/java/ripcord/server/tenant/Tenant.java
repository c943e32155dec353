package ripcord.server.tenant;

import java.time.Instant;

/// One tenant.
///
/// @param internalId what credentials are bound to
/// @param endedSeq   sessions that began before this position of the log are over; 0 if none was ended so
public record Tenant(TenantId id, InternalId internalId, String name, Instant createdAt, long endedSeq) {}
