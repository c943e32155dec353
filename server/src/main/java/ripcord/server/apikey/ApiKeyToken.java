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
    /// Only copied: each request with a key needs one, and looking it up among the providers takes longer than it does.
    private static final MessageDigest SHA_256 = sha256();

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
            var digest = (MessageDigest) SHA_256.clone();
            return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)))
                    .asReadOnlyBuffer();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("every SHA-256 that is known can be copied", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
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
