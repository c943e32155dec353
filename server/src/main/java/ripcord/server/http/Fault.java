package ripcord.server.http;

/// What is wrong with something that was sent. Never says what was sent.
///
/// @param field    as it is reached: `device.ip`, `credentials[1]`; a parameter, header or cookie by its name
/// @param expected what would have been right
record Fault(String field, String expected) {}
