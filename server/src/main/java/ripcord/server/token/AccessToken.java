package ripcord.server.token;

import java.time.Duration;

/// An access token just made. A secret, so a class and not a record.
public final class AccessToken {
    private final String compact;
    private final String jti;
    private final Duration expiresIn;

    AccessToken(String compact, String jti, Duration expiresIn) {
        this.compact = compact;
        this.jti = jti;
        this.expiresIn = expiresIn;
    }

    /// The wire form: a JWS. Called where the answer is written.
    public String reveal() {
        return compact;
    }

    /// The token's id. Safe to log.
    public String jti() {
        return jti;
    }

    /// Its life, in whole seconds.
    public Duration expiresIn() {
        return expiresIn;
    }

    @Override
    public String toString() {
        return "AccessToken[" + jti + "]";
    }
}
