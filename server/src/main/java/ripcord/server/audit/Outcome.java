package ripcord.server.audit;

/// `event.outcome`: whether what was attempted was done.
public enum Outcome {
    SUCCESS,
    FAILURE;

    /// As JSON holds it.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
