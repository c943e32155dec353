package ripcord.server.http;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ripcord.server.policy.Policies;
import ripcord.server.session.ClientKind;
import ripcord.server.session.CredentialKind;
import ripcord.server.session.StoredSession;
import ripcord.server.tenant.Tenant;
import ripcord.server.token.AccessToken;
import ripcord.server.token.AccessTokens;
import ripcord.server.token.Minting;
import ripcord.server.token.OpaqueTokens;
import tools.jackson.core.JsonGenerator;

/// Makes the credentials that answers hold, and writes them: the one place where they are revealed. Thread-safe.
final class Grants {
    private final OpaqueTokens opaque;
    private final AccessTokens access;
    private final Policies policies;
    private final InstantSource clock;

    Grants(OpaqueTokens opaque, AccessTokens access, Policies policies, InstantSource clock) {
        this.opaque = opaque;
        this.access = access;
        this.policies = policies;
        this.clock = clock;
    }

    /// An access token for the session.
    ///
    /// @param rev the log's position at which the session was certainly alive
    /// @throws RefusedException [Code#SIGNED_OUT] if it is no longer
    AccessToken access(StoredSession stored, long rev) {
        return access(stored, rev, Code.SIGNED_OUT);
    }

    /// As [#access(StoredSession, long)].
    ///
    /// @param whenOver what a caller is told whose session is no longer alive
    AccessToken access(StoredSession stored, long rev, Code whenOver) {
        return switch (access.mint(stored, rev)) {
            case Minting.Minted(var token) -> token;
            // The next request of the kind finds the session over, or renewed.
            case Minting.TakenBack _ -> throw Refusal.of(whenOver).toException();
            case Minting.TooLarge large -> throw tooLarge(large);
        };
    }

    /// Refuses what would end with an access token that the policy does not allow, before anything is done.
    void refuseTooLarge(StoredSession stored) {
        access.tooLarge(stored).ifPresent(large -> {
            throw tooLarge(large);
        });
    }

    private static RefusedException tooLarge(Minting.TooLarge large) {
        return Refusal.invalid(
                        "access_token.max_bytes",
                        "a policy that allows " + large.bytes() + " bytes, or less in the token of this session")
                .toException();
    }

    /// Writes `session`, and what it was given besides.
    void writeAll(JsonGenerator json, Tenant tenant, StoredSession stored, Optional<AccessToken> token) {
        Json.object(json, "session", members -> SessionJson.write(members, stored.session()));
        if (stored.has(CredentialKind.SESSION_TOKEN)) {
            json.writeStringProperty("session_token", sessionToken(tenant, stored));
        }
        if (stored.has(CredentialKind.REFRESH_TOKEN)) {
            json.writeStringProperty("refresh_token", refreshToken(tenant, stored));
        }
        token.ifPresent(made -> write(json, made));
        Json.texts(json, "set_cookie", cookies(tenant, stored));
    }

    /// Writes `access_token` and `expires_in`.
    static void write(JsonGenerator json, AccessToken token) {
        json.writeStringProperty("access_token", token.reveal());
        json.writeNumberProperty("expires_in", token.expiresIn().toSeconds());
    }

    /// What a backend hands on to the browser that signed in; nothing for who is no browser.
    private List<String> cookies(Tenant tenant, StoredSession stored) {
        var lines = new ArrayList<String>(2);
        if (stored.session().clientKind() != ClientKind.BROWSER) {
            return lines;
        }
        var cookie =
                new SetCookie(tenant.id(), policies.of(tenant.id()).policy().cookie());
        var now = clock.instant();
        if (stored.has(CredentialKind.SESSION_TOKEN)) {
            lines.add(cookie.session(sessionToken(tenant, stored), stored.session(), now));
        }
        if (stored.has(CredentialKind.REFRESH_TOKEN)) {
            lines.add(cookie.refresh(refreshToken(tenant, stored), stored.session(), now));
        }
        return lines;
    }

    /// The refresh cookie with the session's newest refresh token.
    String refreshCookie(Tenant tenant, StoredSession stored) {
        return new SetCookie(tenant.id(), policies.of(tenant.id()).policy().cookie())
                .refresh(refreshToken(tenant, stored), stored.session(), clock.instant());
    }

    private String sessionToken(Tenant tenant, StoredSession stored) {
        return opaque.sessionToken(tenant, stored).reveal();
    }

    /// The session's newest refresh token.
    String refreshToken(Tenant tenant, StoredSession stored) {
        return opaque.refreshToken(tenant, stored).reveal();
    }
}
