package ripcord.verifier.feed;

import java.net.URI;
import ripcord.verifier.http.ApiKey;

/**
 * Which feed is followed, and how.
 *
 * @param feed {@code …/t/{tenant}/feed}, or {@code …/feed} for all tenants of the key
 * @param maxEntries how many entries are told apart before they are kept by tenant, at about 35 bytes each; the second
 *     effect of a target has room beyond
 * @param denylistSuffices whether a stream is followed that tells of single tokens and keys only
 */
public record FeedSettings(URI feed, Declaration declared, ApiKey key, int maxEntries, boolean denylistSuffices) {
    /** Room for a million sessions ended within 75 minutes, twice. */
    public static final int DEFAULT_MAX_ENTRIES = 2_000_000;
}
