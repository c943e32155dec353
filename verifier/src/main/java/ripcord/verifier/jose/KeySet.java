package ripcord.verifier.jose;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import ripcord.verifier.json.Json;
import ripcord.verifier.json.JsonException;
import ripcord.verifier.json.JsonLimits;
import ripcord.verifier.json.JsonObject;

/**
 * The public keys of one issuer. Immutable.
 *
 * <p>Two sets are the same only if they are the same object; a key that both hold is {@link VerificationKey#equals
 * equal}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7517#section-5">RFC 7517 §5</a>
 */
public final class KeySet {
    /** No keys: what one has before the first answer, which says nothing of what the issuer has. */
    public static final KeySet EMPTY = new KeySet(Map.of());

    private final Map<String, VerificationKey> keys;

    private KeySet(Map<String, VerificationKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /**
     * Reads a key set. Keys of a type, curve, algorithm or use that access tokens never have are left out, as RFC 7517
     * section 5 says.
     *
     * @throws JoseException if it is not a key set, a {@code kid} is there twice, a key has private members, or a key
     *     that we would use is not one: a point off its curve, an RSA modulus of less than 2048 bits
     */
    public static KeySet parse(byte[] utf8) {
        try {
            var keys = new HashMap<String, VerificationKey>();
            var seen = new ArrayList<String>();
            for (JsonObject jwk : Json.object(utf8, JsonLimits.ANSWER).objects("keys")) {
                jwk.optionalString("kid").ifPresent(seen::add);
                Jwk.read(jwk).ifPresent(key -> keys.put(key.keyId(), key));
            }
            if (Set.copyOf(seen).size() < seen.size()) {
                throw JoseException.malformed("key set: a kid is there twice");
            }
            return new KeySet(keys);
        } catch (JsonException e) {
            throw JoseException.malformed("key set: " + e.getMessage());
        }
    }

    /** The same keys, each used as that says: by another provider. */
    KeySet with(UnaryOperator<VerificationKey> use) {
        var others = new HashMap<String, VerificationKey>();
        keys.forEach((keyId, key) -> others.put(keyId, use.apply(key)));
        return new KeySet(others);
    }

    /** The key of that name, and only of that name. */
    public Optional<VerificationKey> find(String keyId) {
        return Optional.ofNullable(keys.get(keyId));
    }

    /** Whether this set holds that very key. */
    public boolean holds(VerificationKey key) {
        VerificationKey mine = keys.get(key.keyId());
        return mine != null && mine.equals(key);
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** In no particular order. */
    public List<String> keyIds() {
        return List.copyOf(keys.keySet());
    }
}
