package ripcord.verifier;

import ripcord.verifier.feed.EntrySet;
import ripcord.verifier.feed.Evidence;
import ripcord.verifier.feed.RevocationFeed;

/** The copy of the log that the feed keeps. */
record FeedLog(RevocationFeed feed) implements RevocationLog {
    @Override
    public Evidence evidence() {
        return feed.evidence();
    }

    @Override
    public EntrySet entries() {
        return feed.entries();
    }
}
