/**
 * The verifier's copy of the revocation log: followed over the feed, looked up without a lock, and dated.
 *
 * <p>Start at {@link ripcord.verifier.feed.RevocationFeed}. Whoever judges a token takes the
 * {@link ripcord.verifier.feed.Evidence} first, then looks at the {@link ripcord.verifier.feed.EntrySet}, then takes the
 * time.
 */
@NullMarked
package ripcord.verifier.feed;

import org.jspecify.annotations.NullMarked;
