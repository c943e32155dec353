package ripcord.server.policy;

import java.time.Instant;

/// A policy, and which one it is.
///
/// @param version   1 for the tenant's first, then one more each time
/// @param actor     who stated it
/// @param position    the log's position at which it was certainly the tenant's
/// @param copiesUntil until when somebody may keep a JWKS that was handed out under an earlier version
public record Versioned(
        long version, Policy policy, Instant changedAt, String actor, long position, Instant copiesUntil) {
    Versioned withCopiesUntil(Instant until) {
        return new Versioned(version, policy, changedAt, actor, position, until);
    }

    /// Until when a JWKS that was handed out before `end`, when this version was replaced, may be kept.
    Instant copiesAfter(Instant end) {
        var own = end.plus(policy.keys().jwksMaxAge());
        return own.isAfter(copiesUntil) ? own : copiesUntil;
    }
}
