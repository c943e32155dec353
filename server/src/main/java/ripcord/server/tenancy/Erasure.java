package ripcord.server.tenancy;

import ripcord.server.session.Ended;

/// What erasing a subject did.
///
/// @param ended    the entry that takes everything back
/// @param sessions how many of its sessions are kept without what says whose they were
public record Erasure(Ended ended, int sessions) {}
