package ripcord.server.feed;

/// What is wanted of streams: of a server by its tenants' policies, of a relay by whom it follows.
@FunctionalInterface
public interface Demands {
    /// What holds of a stream for `scope` that begins now.
    Terms terms(FeedScope scope);
}
