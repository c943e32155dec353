package ripcord.server.tenant;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/// 16 random bytes that mean one tenant for ever, also after its name was given to another. Never on the wire.
public record InternalId(long high, long low) {
    /// The id's length in bytes.
    public static final int BYTES = 16;

    /// A new one.
    public static InternalId random(RandomGenerator random) {
        return new InternalId(random.nextLong(), random.nextLong());
    }

    static InternalId of(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return new InternalId(buffer.getLong(), buffer.getLong());
    }

    /// Big endian.
    public byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }
}
