package ripcord.server.feed;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import ripcord.server.policy.Policy.StaleMode;

/// What a verifier says of itself when it subscribes, and whose API key it has.
///
/// @param name         several may share one
/// @param version      of the program; null if it does not say
/// @param maxStaleness the bound that it keeps to
/// @param whenStale    what it does beyond
/// @param acceptFor    with [StaleMode#ACCEPT], how old its knowledge may be at most; null with others
/// @param apiKey       the key's id
/// @param account      for whom it counts
/// @param keyEndsAt    when the key, and with it the stream, ends; null if it does not
public record Declaration(
        String name,
        @Nullable String version,
        FeedScope scope,
        Duration maxStaleness,
        StaleMode whenStale,
        @Nullable Duration acceptFor,
        String apiKey,
        Account account,
        @Nullable Instant keyEndsAt) {

    /// How long after its last evidence the verifier may still accept something by itself.
    public Duration acceptance() {
        return acceptFor != null && acceptFor.compareTo(maxStaleness) > 0 ? acceptFor : maxStaleness;
    }
}
