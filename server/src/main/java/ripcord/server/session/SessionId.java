package ripcord.server.session;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// 16 random bytes. Safe to log: who knows it can do nothing with it.
public record SessionId(long high, long low) {
    /// The id's length in bytes.
    public static final int BYTES = 16;

    private static final int CHARACTERS = 22;

    /// A new one.
    public static SessionId random(RandomGenerator random) {
        return new SessionId(random.nextLong(), random.nextLong());
    }

    /// From exactly 16 bytes, big endian.
    public static SessionId of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("session id: " + bytes.length + " bytes (expected: " + BYTES + ")");
        }
        var buffer = ByteBuffer.wrap(bytes);
        return new SessionId(buffer.getLong(), buffer.getLong());
    }

    /// The inverse of [#text()]; empty for any other text, also for another spelling of the same bytes.
    public static Optional<SessionId> parse(String text) {
        if (text.length() != CHARACTERS) {
            return Optional.empty();
        }
        try {
            var id = of(Base64.getUrlDecoder().decode(text));
            return id.text().equals(text) ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Big endian.
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    /// As JSON and the claim `sid` hold it: base64url, 22 characters.
    public String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
    }

    @Override
    public String toString() {
        return text();
    }
}
