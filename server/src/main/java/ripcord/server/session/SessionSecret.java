package ripcord.server.session;

import java.util.random.RandomGenerator;

/// The key of a session's inner tags. A secret, so a class and not a record: it must not print itself.
public final class SessionSecret {
    /// The secret's length in bytes.
    public static final int BYTES = 32;

    private final byte[] bytes;

    SessionSecret(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("session secret: " + bytes.length + " bytes (expected: " + BYTES + ")");
        }
        this.bytes = bytes.clone();
    }

    /// A new one.
    public static SessionSecret random(RandomGenerator random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new SessionSecret(bytes);
    }

    /// The bytes themselves, for the two who need them: the row, and the tag.
    public byte[] reveal() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "SessionSecret[redacted]";
    }
}
