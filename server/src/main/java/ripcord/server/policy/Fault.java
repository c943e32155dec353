package ripcord.server.policy;

/// What is wrong with a field of a document.
///
/// @param field    its path, as `access_token.lifetime`
/// @param expected what would have been right
public record Fault(String field, String expected) {}
