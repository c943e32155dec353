package ripcord.server.feed;

/// Why a stream ends.
enum Ending {
    NONE,
    /// The verifier left.
    CLOSED,
    /// The server goes, or has something new to say in `hello`.
    BYE,
    /// It must not go on: its key is gone, or it does not take what it is sent.
    CUT
}
