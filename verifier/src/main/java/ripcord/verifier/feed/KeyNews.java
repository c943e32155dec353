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
     */
    public record Key(String kid, String state) {}
}
