package ripcord.server.apikey;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// Where a page of keys begins: after the key of that age and id.
public record Cursor(long createdAt, String id) {
    /// Before every key.
    public static final Cursor START = new Cursor(Long.MIN_VALUE, "");

    /// The inverse of [#text()].
    public static Optional<Cursor> parse(String text) {
        try {
            var buffer = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            return buffer.remaining() < Long.BYTES
                    ? Optional.empty()
                    : Optional.of(new Cursor(
                            buffer.getLong(),
                            StandardCharsets.UTF_8.decode(buffer).toString()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Cursor after(ApiKey key) {
        return new Cursor(key.createdAt().toEpochMilli(), key.id());
    }

    boolean isBefore(ApiKey key) {
        long age = key.createdAt().toEpochMilli();
        return age > createdAt || (age == createdAt && key.id().compareTo(id) > 0);
    }

    /// Opaque to clients.
    public String text() {
        var name = id.getBytes(StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate(Long.BYTES + name.length)
                .putLong(createdAt)
                .put(name)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
