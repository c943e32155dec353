package ripcord.server.relay;

import java.time.Duration;
import ripcord.server.feed.Demands;
import ripcord.server.feed.FeedScope;
import ripcord.server.feed.Terms;
import ripcord.server.policy.Policy.RevocationStrategy;

/// What a relay wants of verifiers: what is wanted of itself, which is what the strictest of its tenants wants. It has
/// the whole log, and serves all of it. Thread-safe.
public final class RelayedDemands implements Demands {
    private volatile Terms latest = new Terms(Duration.ofHours(1), RevocationStrategy.FEED);

    /// Nothing yet.
    public RelayedDemands() {}

    /// Takes what was said.
    ///
    /// @return whether that is news
    synchronized boolean change(Duration bound) {
        var next = new Terms(bound, RevocationStrategy.FEED);
        boolean isNews = !next.equals(latest);
        latest = next;
        return isNews;
    }

    @Override
    public Terms terms(FeedScope scope) {
        return latest;
    }
}
