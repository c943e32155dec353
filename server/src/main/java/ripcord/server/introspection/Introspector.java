package ripcord.server.introspection;

import org.jspecify.annotations.Nullable;
import ripcord.server.introspection.Introspection.Active;
import ripcord.server.introspection.Introspection.Inactive;
import ripcord.server.policy.Policies;
import ripcord.server.policy.Policy.AuthorizationMode;
import ripcord.server.session.CredentialKind;
import ripcord.server.session.Lookup;
import ripcord.server.session.Sessions;
import ripcord.server.session.StoredSession;
import ripcord.server.tenant.Tenant;
import ripcord.server.token.AccessCheck;
import ripcord.server.token.AccessTokenChecks;
import ripcord.server.token.Issuers;
import ripcord.server.token.OpaqueKind;
import ripcord.server.token.OpaqueToken;
import ripcord.server.token.OpaqueTokens;
import ripcord.server.token.SessionCheck;
import ripcord.server.token.SessionTokens;

/// Says what session tokens, refresh tokens and access tokens are worth. The token says what it is; nobody's hint is
/// needed. Thread-safe.
public final class Introspector {
    private static final Inactive INACTIVE = new Inactive();

    private final SessionTokens sessionTokens;
    private final OpaqueTokens opaqueTokens;
    private final AccessTokenChecks accessTokens;
    private final Sessions sessions;
    private final Policies policies;
    private final Issuers issuers;

    /// What introspection needs of others.
    public record Parts(
            SessionTokens sessionTokens,
            OpaqueTokens opaqueTokens,
            AccessTokenChecks accessTokens,
            Sessions sessions,
            Policies policies,
            Issuers issuers) {}

    /// Asks `parts`.
    public Introspector(Parts parts) {
        this.sessionTokens = parts.sessionTokens;
        this.opaqueTokens = parts.opaqueTokens;
        this.accessTokens = parts.accessTokens;
        this.sessions = parts.sessions;
        this.policies = parts.policies;
        this.issuers = parts.issuers;
    }

    /// What `token` is worth for that tenant now.
    public Introspection introspect(Tenant tenant, String token) {
        if (token.startsWith(OpaqueKind.SESSION.prefix())) {
            return sessionToken(tenant, token);
        }
        if (token.startsWith(OpaqueKind.REFRESH.prefix())) {
            return refreshToken(tenant, token);
        }
        return accessToken(tenant, token);
    }

    private Introspection sessionToken(Tenant tenant, String token) {
        return switch (sessionTokens.check(tenant, token)) {
            case SessionCheck.Held(var stored, long asOf) -> active(CredentialKind.SESSION_TOKEN, stored, asOf);
            case SessionCheck.SignedOut _,
                    SessionCheck.Suspended _,
                    SessionCheck.Superseded _,
                    SessionCheck.Malformed _ -> INACTIVE;
        };
    }

    private Introspection refreshToken(Tenant tenant, String text) {
        var opened = opaqueTokens.open(tenant, OpaqueKind.REFRESH, text);
        if (opened.isEmpty()) {
            return INACTIVE;
        }
        return switch (sessions.findNewest(tenant.id(), opened.get().session())) {
            case Lookup.Alive(var stored, long asOf)
            when isCurrent(opened.get(), stored) -> active(CredentialKind.REFRESH_TOKEN, stored, asOf);
            case Lookup.Alive _, Lookup.Suspended _, Lookup.Over _, Lookup.Unknown _ -> INACTIVE;
        };
    }

    /// Asking is no use of a refresh token. The newest counts; a spent one does not, though it may still be repeated.
    private static boolean isCurrent(OpaqueToken token, StoredSession stored) {
        return token.authentic(stored.secret())
                && stored.has(CredentialKind.REFRESH_TOKEN)
                && token.generation() == stored.refresh().newest();
    }

    private Introspection active(CredentialKind credential, StoredSession stored, long asOf) {
        var issuer = issuers.of(stored.session().tenant());
        return new Active(Description.of(credential, issuer, stored, reference(stored)), asOf);
    }

    private @Nullable String reference(StoredSession stored) {
        var policy = policies.of(stored.session().tenant()).policy();
        return policy.accessToken().authorization() == AuthorizationMode.REFERENCE ? stored.authzRef() : null;
    }

    private Introspection accessToken(Tenant tenant, String token) {
        return switch (accessTokens.check(tenant.id(), token)) {
            case AccessCheck.Good(var _, var description, long asOf) -> new Active(description, asOf);
            case AccessCheck.Refused _ -> INACTIVE;
        };
    }
}
