package ripcord.server.tenant;

import java.time.Instant;

/// One tenant.
///
/// @param internalId what credentials are bound to
/// @param endedSeq   sessions that began before this position of the log are over; 0 if none was ended so
public record Tenant(
        TenantId id,
        InternalId internalId,
        String name,
        Instant createdAt,
        long endedSeq,
        Pauses pauses,
        Limits limits) {
    /// Whether nothing of it may be used until it is resumed.
    public boolean isSuspended() {
        return pauses.isOpen();
    }

    Tenant endedAt(long seq) {
        return new Tenant(id, internalId, name, createdAt, seq, pauses, limits);
    }

    Tenant paused(Pauses next) {
        return new Tenant(id, internalId, name, createdAt, endedSeq, next, limits);
    }

    Tenant named(String next) {
        return new Tenant(id, internalId, next, createdAt, endedSeq, pauses, limits);
    }

    Tenant limited(Limits next) {
        return new Tenant(id, internalId, name, createdAt, endedSeq, pauses, next);
    }
}
