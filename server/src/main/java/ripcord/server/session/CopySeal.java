package ripcord.server.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import ripcord.server.key.SealedKey;
import ripcord.server.key.Sealer;

/// How a copy of a session lies where others may read and write: `version 1 | as_of 8 | made_at 8 | sealed`.
///
/// AES-256-GCM under a key for this one session, derived from the store's key of copies, the log's name, the tenant and
/// the session: one key would be used too often for random nonces. Associated data: all that is not sealed, and the
/// same names again. So a copy opens only as what it was put there as.
final class CopySeal {
    /// How old a copy may be. As long again in a node's memory, it is less than an entry of the log lives.
    static final Duration LONGEST = Duration.ofMinutes(30);
    /// By how much the clocks of nodes may differ.
    private static final Duration AHEAD = Duration.ofMinutes(1);

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] LABEL = "ripcord session copy".getBytes(UTF_8);
    private static final int HEADER = 1 + 2 * Long.BYTES;

    private final SecretKeySpec key;
    private final RandomGenerator random;

    /// @param key    of copies, 32 bytes
    /// @param random must be unpredictable
    CopySeal(byte[] key, RandomGenerator random) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.random = random;
    }

    /// Where a copy belongs.
    ///
    /// @param log the log's name, by which `as_of` counts
    record Place(String log, SessionKey session) {
        private byte[] bytes() {
            var parts = new byte[][] {
                LABEL,
                log.getBytes(UTF_8),
                session.tenant().value().getBytes(UTF_8),
                session.id().bytes()
            };
            var bytes = ByteBuffer.allocate(Arrays.stream(parts)
                    .mapToInt(part -> Integer.BYTES + part.length)
                    .sum());
            for (var part : parts) {
                bytes.putInt(part.length).put(part);
            }
            return bytes.array();
        }
    }

    /// What was sealed.
    ///
    /// @param asOf   the log's position at which it was true
    /// @param madeAt by the clock of who sealed it
    record Copy(StoredSession stored, long asOf, Instant madeAt) {
        /// Whether it is young enough to be looked at.
        boolean isFresh(Instant now) {
            return !madeAt.isBefore(now.minus(LONGEST)) && !madeAt.isAfter(now.plus(AHEAD));
        }
    }

    byte[] seal(Place place, Copy copy) {
        var header = ByteBuffer.allocate(HEADER)
                .put(SessionBytes.VERSION)
                .putLong(copy.asOf)
                .putLong(copy.madeAt.toEpochMilli())
                .array();
        var sealed = sealer(place)
                .seal(SessionBytes.of(copy.stored), header, place.bytes())
                .bytes();
        return ByteBuffer.allocate(HEADER + sealed.length)
                .put(header)
                .put(sealed)
                .array();
    }

    /// The copy; empty if it was not sealed for that place, was changed, or is of another version.
    Optional<Copy> open(Place place, byte[] value) {
        if (value.length < HEADER || value[0] != SessionBytes.VERSION) {
            return Optional.empty();
        }
        var header = ByteBuffer.wrap(value, 1, HEADER - 1);
        long asOf = header.getLong();
        var madeAt = Instant.ofEpochMilli(header.getLong());
        var sealed = new SealedKey(Arrays.copyOfRange(value, HEADER, value.length));
        return sealer(place)
                .open(sealed, Arrays.copyOf(value, HEADER), place.bytes())
                .map(bytes -> new Copy(SessionBytes.read(bytes), asOf, madeAt));
    }

    private Sealer sealer(Place place) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Sealer.under(mac.doFinal(place.bytes()), random);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }
}
