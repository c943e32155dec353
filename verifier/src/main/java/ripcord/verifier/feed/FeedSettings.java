package ripcord.verifier.feed;

import java.net.URI;
import ripcord.verifier.http.ApiKey;

/**
 * Which feed is followed, and how.
 *
 * @param feed {@code …/t/{tenant}/feed}, or {@code …/feed} for all tenants of the key
 * @param maxEntries how many targets are told apart before entries are kept by tenant; each takes 74 to 148 bytes, and
 *     for a moment half as much again
 * @param denylistSuffices whether a stream is followed that tells of single tokens and keys only
 */
public record FeedSettings(URI feed, Declaration declared, ApiKey key, int maxEntries, boolean denylistSuffices) {
    /** Room for a million sessions ended within 75 minutes, twice. */
    public static final int DEFAULT_MAX_ENTRIES = 2_000_000;
}
