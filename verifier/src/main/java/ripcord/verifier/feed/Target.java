package ripcord.verifier.feed;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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

    /**
     * The target of that type and value.
     *
     * @param value {@code jti}, {@code sid}, {@code sub}, {@code client_id}, empty for a tenant, or {@code kid}
     */
    public static Target of(TargetType type, String tenant, String value) {
        MessageDigest sha256 = sha256();
        sha256.update(type.wireName().getBytes(StandardCharsets.US_ASCII));
        sha256.update((byte) 0);
        sha256.update(tenant.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        return ofBytes(sha256.digest(value.getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads 22 characters of base64url without padding and without spare bits. */
    public static Target fromBase64url(String text) {
        if (text.length() != CHARACTERS || spareBits(text.charAt(CHARACTERS - 1))) {
            throw new FeedException("target: " + text.length() + " characters (expected: 16 bytes as base64url)");
        }
        try {
            return ofBytes(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new FeedException("target: other characters (expected: 16 bytes as base64url)");
        }
    }

    /** Of the last character's six bits, the lower four encode nothing. */
    private static boolean spareBits(char last) {
        return "AQgw".indexOf(last) < 0;
    }

    private static Target ofBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, BYTES);
        return new Target(buffer.getLong(), buffer.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
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
