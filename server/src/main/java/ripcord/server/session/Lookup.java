package ripcord.server.session;

/// What is known about a session id.
public sealed interface Lookup {
    /// Alive.
    ///
    /// @param asOf the log's position at which that was certainly so: what `rev` of a token minted now must be
    record Alive(StoredSession stored, long asOf) implements Lookup {}

    /// Alive, and not to be used before its tenant is resumed. It can be ended.
    record Suspended(StoredSession stored) implements Lookup {}

    /// It was, and is no more. Also when nobody has written that down yet.
    record Over(EndReason reason) implements Lookup {}

    /// There is none, in this tenant.
    record Unknown() implements Lookup {}
}
