package ripcord.server.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import ripcord.server.session.SessionId;
import ripcord.server.tenant.InternalId;

/// The tags of opaque tokens: the first 16 bytes of HMAC-SHA256.
final class Tags {
    /// Bytes of a tag.
    static final int BYTES = 16;

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] CONSTRUCTION = "rc1".getBytes(US_ASCII);
    private static final int TAGGED = CONSTRUCTION.length + 3 + InternalId.BYTES + SessionId.BYTES + Integer.BYTES;

    /// Idle engines without a key of their own: one for every thread that is at it now.
    private static final ConcurrentLinkedQueue<Mac> IDLE = new ConcurrentLinkedQueue<>();

    private Tags() {}

    /// What the outer tag is made of; the inner one's is the same, with the outer tag behind it.
    ///
    /// @param key the token key's id
    record Body(OpaqueKind kind, byte version, byte key, InternalId tenant, SessionId session, int generation) {
        byte[] bytes() {
            return ByteBuffer.allocate(TAGGED)
                    .put(CONSTRUCTION)
                    .put(kind.tagged())
                    .put(version)
                    .put(key)
                    .putLong(tenant.high())
                    .putLong(tenant.low())
                    .putLong(session.high())
                    .putLong(session.low())
                    .putInt(generation)
                    .array();
        }
    }

    static byte[] outer(SecretKeySpec tokenKey, Body body) {
        return tag(tokenKey, body.bytes());
    }

    static byte[] inner(byte[] sessionSecret, Body body, byte[] outer) {
        return tag(new SecretKeySpec(sessionSecret, ALGORITHM), body.bytes(), outer);
    }

    static SecretKeySpec key(byte[] bytes) {
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    /// In constant time.
    static boolean equal(byte[] a, byte[] b) {
        return MessageDigest.isEqual(a, b);
    }

    private static byte[] tag(SecretKeySpec key, byte[]... parts) {
        try {
            var idle = IDLE.poll();
            var mac = idle == null ? Mac.getInstance(ALGORITHM) : idle;
            mac.init(key);
            for (var part : parts) {
                mac.update(part);
            }
            var tag = Arrays.copyOf(mac.doFinal(), BYTES);
            IDLE.add(mac);
            return tag;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }
}
