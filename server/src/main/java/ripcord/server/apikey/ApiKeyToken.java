package ripcord.server.apikey;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// What the holder of an API key shows: `rc_k_` and 32 random bytes. A secret; only its hash is kept.
public final class ApiKeyToken {
    /// How every API key begins.
    public static final String PREFIX = "rc_k_";

    private static final int BYTES = 32;
    private static final int LENGTH = PREFIX.length() + 43;

    private final String value;

    private ApiKeyToken(String value) {
        this.value = value;
    }

    /// A new one.
    ///
    /// @param random must be unpredictable
    public static ApiKeyToken random(RandomGenerator random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new ApiKeyToken(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// Whether `text` has the length and the beginning of an API key.
    static boolean looksLikeOne(String text) {
        return text.length() == LENGTH && text.startsWith(PREFIX);
    }

    /// What is kept. A plain hash will do: nobody guesses 256 random bits.
    static ByteBuffer hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).asReadOnlyBuffer();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// The wire form. Called where it is told, once.
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "ApiKeyToken[redacted]";
    }
}
