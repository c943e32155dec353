package ripcord.server.policy;

/// What is wrong with a field of a document.
///
/// @param field    its path, as `access_token.lifetime`
/// @param expected what would have been right
/// @param unknown  whether there is no such field at all
public record Fault(String field, String expected, boolean unknown) {
    /// Of a field that there is.
    public Fault(String field, String expected) {
        this(field, expected, false);
    }
}
