package ripcord.server.audit;

/// `event.category`, with the values that the Elastic Common Schema allows.
public enum Category {
    AUTHENTICATION,
    SESSION,
    IAM,
    CONFIGURATION,
    NETWORK,
    PROCESS,
    API;

    /// As JSON holds it.
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
