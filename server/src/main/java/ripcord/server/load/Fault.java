package ripcord.server.load;

/// Why a request was not answered as it should have been.
///
/// @param status of the answer; 0 if there was none
/// @param what   the server's name for it, or what happened to the connection; empty if nobody said
public record Fault(int status, String what) {}
