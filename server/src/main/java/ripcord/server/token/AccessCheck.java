package ripcord.server.token;

/// What an access token is worth now.
public sealed interface AccessCheck {
    /// Good.
    ///
    /// @param description what is answered about it, as the checks were told to describe it
    /// @param asOf        the log's position up to which that is so
    record Good(AccessClaims claims, String description, long asOf) implements AccessCheck {}

    /// Not.
    ///
    /// @param why for events and metrics, never for the client
    record Refused(Why why) implements AccessCheck {}

    /// Why not; the first that applies. The names are those of the verifier's reasons.
    enum Why {
        MALFORMED,
        UNKNOWN_KEY,
        BAD_SIGNATURE,
        WRONG_ISSUER,
        EXPIRED,
        NOT_YET_VALID,
        TOO_LONG_LIVED,
        REV_AHEAD,
        REVOKED
    }
}
