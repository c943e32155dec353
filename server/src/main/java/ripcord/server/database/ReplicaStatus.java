package ripcord.server.database;

/// How the replica is that reads may go to.
///
/// @param isWell whether it is read from, or may be a moment behind
/// @param detail for people
public record ReplicaStatus(boolean isWell, String detail) {}
