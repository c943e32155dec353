package ripcord.verifier.feed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Security;
import java.util.Base64;

/**
 * What an entry is about, as the feed names it: the first 16 bytes of SHA-256 over type, tenant and value.
 *
 * @param high the first eight bytes, big endian
 * @param low the other eight
 */
public record Target(long high, long low) {
    private static final int BYTES = 16;
    private static final int CHARACTERS = 22;
    private static final VarHandle BIG_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    /** Only to be copied, so that threads may share it. */
    private static final MessageDigest UNUSED = newSha256();

    /**
     * The target of that type and value.
     *
     * @param value {@code jti}, {@code sid}, {@code sub}, {@code client_id}, empty for a tenant, or {@code kid}
     */
    public static Target of(TargetType type, String tenant, String value) {
        MessageDigest sha256 = sha256();
        sha256.update(beginning(type, tenant));
        return ofDigest(sha256.digest(value.getBytes(StandardCharsets.UTF_8)));
    }

    /** What is hashed before the value. */
    static byte[] beginning(TargetType type, String tenant) {
        return (type.wireName() + '\0' + tenant + '\0').getBytes(StandardCharsets.UTF_8);
    }

    /** Reads 22 characters of base64url without padding and without spare bits. */
    public static Target fromBase64url(String text) {
        if (text.length() != CHARACTERS || spareBits(text.charAt(CHARACTERS - 1))) {
            throw new FeedException("target: " + text.length() + " characters (expected: 16 bytes as base64url)");
        }
        try {
            return ofDigest(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new FeedException("target: other characters (expected: 16 bytes as base64url)");
        }
    }

    /** Of the last character's six bits, the lower four encode nothing. */
    private static boolean spareBits(char last) {
        return "AQgw".indexOf(last) < 0;
    }

    static Target ofDigest(byte[] bytes) {
        return new Target((long) BIG_ENDIAN.get(bytes, 0), (long) BIG_ENDIAN.get(bytes, Long.BYTES));
    }

    /** One that nobody else has. To copy one is several times as fast as to ask all providers for one. */
    static MessageDigest sha256() {
        try {
            return (MessageDigest) UNUSED.clone();
        } catch (CloneNotSupportedException e) {
            return newSha256();
        }
    }

    /**
     * The platform's own where it is to be had: others have their arithmetic in native libraries, and a call into one
     * takes longer than the hash of so few bytes.
     */
    private static MessageDigest newSha256() {
        try {
            return Security.getProvider("SUN") == null
                    ? MessageDigest.getInstance("SHA-256")
                    : MessageDigest.getInstance("SHA-256", "SUN");
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** As on the wire. */
    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
