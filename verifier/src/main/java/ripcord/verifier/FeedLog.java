package ripcord.verifier;

import ripcord.verifier.feed.EntrySet;
import ripcord.verifier.feed.Evidence;
import ripcord.verifier.feed.RevocationFeed;

/**
 * The copy of the log that the feed keeps.
 *
 * @param ofAllTenants whether the stream is that of all tenants which the API key may see, and not of one by its name
 */
record FeedLog(RevocationFeed feed, boolean ofAllTenants) implements RevocationLog {
    @Override
    public Evidence evidence() {
        return feed.evidence();
    }

    @Override
    public EntrySet entries() {
        return feed.entries();
    }

    /** A key that may not see a tenant gets a stream without it: fresh, and silent about whatever is revoked there. */
    @Override
    public boolean tellsOf(String tenant, Evidence evidence) {
        return !ofAllTenants || evidence.names(tenant);
    }
}
