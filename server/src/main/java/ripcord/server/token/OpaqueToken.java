package ripcord.server.token;

import java.nio.ByteBuffer;
import java.util.Arrays;
import ripcord.server.session.SessionId;
import ripcord.server.session.SessionSecret;

/// An opaque token whose outer tag is right: this server made it, for this tenant. Whether it is the session's is for
/// [#authentic] to say, and whether it is the current one for its generation. A secret, so a class and not a record.
public final class OpaqueToken {
    private final Tags.Body body;
    private final byte[] outer;
    private final byte[] inner;

    OpaqueToken(Tags.Body body, byte[] outer, byte[] inner) {
        this.body = body;
        this.outer = outer;
        this.inner = inner;
    }

    static OpaqueToken of(Tags.Body body, byte[] outer, SessionSecret secret) {
        return new OpaqueToken(body, outer, Tags.inner(secret.reveal(), body, outer));
    }

    /// Whose it claims to be. Safe to log.
    public SessionId session() {
        return body.session();
    }

    /// Which one of that session.
    public int generation() {
        return body.generation();
    }

    /// Whether it was made with that secret. In constant time.
    public boolean authentic(SessionSecret secret) {
        return Tags.equal(inner, Tags.inner(secret.reveal(), body, outer));
    }

    /// The wire form. Called where the answer is written.
    public String reveal() {
        var token = ByteBuffer.allocate(OpaqueText.BYTES)
                .put(body.version())
                .put(body.key())
                .putLong(body.session().high())
                .putLong(body.session().low())
                .putInt(body.generation())
                .put(outer)
                .put(inner);
        return OpaqueText.of(body.kind().prefix(), token.array());
    }

    /// Whether both are the same token.
    @Override
    public boolean equals(Object other) {
        return other instanceof OpaqueToken that
                && body.equals(that.body)
                && Tags.equal(outer, that.outer)
                && Tags.equal(inner, that.inner);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(outer);
    }

    @Override
    public String toString() {
        return "OpaqueToken[redacted]";
    }
}
