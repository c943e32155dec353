package ripcord.verifier.feed;

import java.util.List;

/**
 * Which keys a tenant's ring holds. Names only: the keys themselves come from the issuer.
 *
 * @param keys in the order of the feed
 */
public record KeyNews(String tenant, List<Key> keys) {
    public KeyNews {
        keys = List.copyOf(keys);
    }

    /**
     * One of them.
     *
     * @param state {@code announced}, {@code active}, {@code retiring} or {@code compromised}
     * @param notBefore from when it signs, as the server says it; empty if it does not
     */
    public record Key(String kid, String state, String notBefore) {
        public Key(String kid, String state) {
            this(kid, state, "");
        }
    }
}
