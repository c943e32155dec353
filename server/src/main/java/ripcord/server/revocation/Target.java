package ripcord.server.revocation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import ripcord.server.tenant.TenantId;

/// What an entry concerns, as it travels: the first 16 bytes of SHA-256 over type, tenant and value, with a zero byte
/// between them. Small, of one length, and it names nobody.
public record Target(long high, long low) {
    /// The target's length in bytes.
    public static final int BYTES = 16;

    /// The target of an entry.
    ///
    /// @param value `jti`, session id, `sub`, `client_id`, the empty text or `kid`, as the type says
    public static Target of(TargetType type, TenantId tenant, String value) {
        var sha = sha256();
        sha.update(type.wireName().getBytes(UTF_8));
        sha.update((byte) 0);
        sha.update(tenant.value().getBytes(UTF_8));
        sha.update((byte) 0);
        return of(sha.digest(value.getBytes(UTF_8)));
    }

    /// From at least 16 bytes, big endian.
    static Target of(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return new Target(buffer.getLong(), buffer.getLong());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    /// As JSON holds it: base64url, 22 characters.
    public String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
