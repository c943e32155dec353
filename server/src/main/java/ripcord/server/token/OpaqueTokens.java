package ripcord.server.token;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.IntFunction;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import ripcord.server.session.SessionId;
import ripcord.server.session.StoredSession;
import ripcord.server.tenant.InternalId;
import ripcord.server.tenant.Tenant;

/// Makes and opens session tokens and refresh tokens: two tags, and no table of tokens. Thread-safe.
///
/// A token is `version 1 | token key id 1 | session id 16 | generation 4 | outer tag 16 | inner tag 16`. The outer tag,
/// under a token key, is checked before anything is looked up: garbage and guesses end there. The inner one, under the
/// session's own secret, is checked against the session's row.
public final class OpaqueTokens {
    private static final byte VERSION = 1;

    private final IntFunction<@Nullable SecretKeySpec> tokenKeys;

    /// Tokens under `keys`.
    public OpaqueTokens(TokenKeys keys) {
        this(keys::key);
    }

    /// @param tokenKeys by id; null for one that there is not
    OpaqueTokens(IntFunction<@Nullable SecretKeySpec> tokenKeys) {
        this.tokenKeys = tokenKeys;
    }

    /// The token that `text` is, if this server made it for this tenant.
    ///
    /// @return empty for anything else, and it costs no look-up
    public Optional<OpaqueToken> open(Tenant tenant, OpaqueKind kind, String text) {
        return open(tenant.internalId(), kind, text);
    }

    Optional<OpaqueToken> open(InternalId tenant, OpaqueKind kind, String text) {
        var bytes = OpaqueText.bytes(kind.prefix(), text);
        if (bytes == null || bytes[0] != VERSION) {
            return Optional.empty();
        }
        var token = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        byte key = token.get();
        var session = new SessionId(token.getLong(), token.getLong());
        int generation = token.getInt();
        var tokenKey = tokenKeys.apply(Byte.toUnsignedInt(key));
        if (tokenKey == null || generation < 1) {
            return Optional.empty();
        }
        var body = new Tags.Body(kind, VERSION, key, tenant, session, generation);
        var outer = tag(token);
        return Tags.equal(outer, Tags.outer(tokenKey, body))
                ? Optional.of(new OpaqueToken(body, outer, tag(token)))
                : Optional.empty();
    }

    private static byte[] tag(ByteBuffer token) {
        var tag = new byte[Tags.BYTES];
        token.get(tag);
        return tag;
    }

    /// The session's current session token.
    public OpaqueToken sessionToken(Tenant tenant, StoredSession stored) {
        return mint(tenant.internalId(), OpaqueKind.SESSION, stored, stored.sessionGeneration());
    }

    /// The session's newest refresh token.
    public OpaqueToken refreshToken(Tenant tenant, StoredSession stored) {
        return mint(
                tenant.internalId(),
                OpaqueKind.REFRESH,
                stored,
                stored.refresh().newest());
    }

    private OpaqueToken mint(InternalId tenant, OpaqueKind kind, StoredSession stored, int generation) {
        var tokenKey = tokenKeys.apply(stored.tokenKey());
        if (tokenKey == null) {
            throw new IllegalStateException("token key " + stored.tokenKey() + " is needed and not there");
        }
        var body = new Tags.Body(
                kind,
                VERSION,
                (byte) stored.tokenKey(),
                tenant,
                stored.session().id(),
                generation);
        return OpaqueToken.of(body, Tags.outer(tokenKey, body), stored.secret());
    }
}
