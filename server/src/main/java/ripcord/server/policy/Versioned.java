package ripcord.server.policy;

import java.time.Instant;

/// A policy, and which one it is.
///
/// @param version   1 for the tenant's first, then one more each time
/// @param actor     who stated it
/// @param position  the log's position at which it was certainly the tenant's
public record Versioned(long version, Policy policy, Instant changedAt, String actor, long position) {}
