package ripcord.server.token;

import ripcord.server.session.SessionId;
import ripcord.server.session.StoredSession;

/// What a session token is worth now.
public sealed interface SessionCheck {
    /// It is the current one of a session that is alive.
    ///
    /// @param asOf the log's position for an access token minted now
    record Held(StoredSession stored, long asOf) implements SessionCheck {}

    /// Its session is over, or was never one.
    record SignedOut(SessionId session) implements SessionCheck {}

    /// Its tenant is suspended: it may be good again.
    record Suspended() implements SessionCheck {}

    /// A renewal has replaced it; the session is alive.
    record Superseded(SessionId session) implements SessionCheck {}

    /// No session token of this tenant.
    record Malformed() implements SessionCheck {}
}
