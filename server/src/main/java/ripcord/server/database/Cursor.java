package ripcord.server.database;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// Where a page of things begins that are listed by age: after that one.
///
/// @param at in milliseconds since the epoch
/// @param id among those of one age
public record Cursor(long at, String id) {
    /// Before everything.
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

    /// Behind that one.
    public static Cursor after(Instant at, String id) {
        return new Cursor(at.toEpochMilli(), id);
    }

    /// Whether that one comes after it, oldest first.
    public boolean isBefore(Instant other, String otherId) {
        long millis = other.toEpochMilli();
        return millis > at || (millis == at && otherId.compareTo(id) > 0);
    }

    /// Opaque to clients.
    public String text() {
        var name = id.getBytes(StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate(Long.BYTES + name.length)
                .putLong(at)
                .put(name)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
