package ripcord.verifier.http;

import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The API key that this verifier shows the server. A secret: never printed, and asked for anew on each use, so that it
 * can be replaced while the service runs.
 */
public final class ApiKey {
    /** RFC 6750, section 2.1: what may stand after "Bearer". */
    private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]{1,512}=*");

    private final Supplier<String> source;

    public ApiKey(Supplier<String> source) {
        this.source = source;
    }

    /**
     * The value of the {@code Authorization} header. White space around the key is left out.
     *
     * @throws IllegalStateException if there is no key now, or it cannot stand in a header; does not quote it
     */
    String authorization() {
        String key = key().strip();
        if (!BEARER.matcher(key).matches()) {
            throw new IllegalStateException(unusable(key));
        }
        return "Bearer " + key;
    }

    /** Throws an {@link IllegalArgumentException} if that cannot be a key. */
    public static void check(String key) {
        if (!BEARER.matcher(key.strip()).matches()) {
            throw new IllegalArgumentException(unusable(key.strip()));
        }
    }

    private static String unusable(String key) {
        return "API key: " + key.length() + " characters (expected: rc_k_ and base64url)";
    }

    /** Whoever calls goes on without it, and asks again later: it may be a file that is just being replaced. */
    private String key() {
        try {
            return Objects.requireNonNull(source.get(), "the supplier gave null");
        } catch (RuntimeException e) {
            throw new IllegalStateException("API key: cannot be had: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "ApiKey[redacted]";
    }
}
