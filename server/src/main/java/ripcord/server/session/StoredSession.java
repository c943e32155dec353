package ripcord.server.session;

import java.time.Instant;
import java.util.Set;

/// A session with what its row keeps besides: enough to check and to mint every credential of it.
///
/// @param tokenKey          the token key that its opaque tokens are under
/// @param sessionGeneration which session token is the current one
/// @param sinceSeq          the log's position when it began
/// @param credentials       which kinds it was given
/// @param authzRef          the subject's authorization reference
public record StoredSession(
        Session session,
        SessionSecret secret,
        int tokenKey,
        int sessionGeneration,
        RefreshState refresh,
        long sinceSeq,
        Set<CredentialKind> credentials,
        String authzRef) {
    /// Copies the set.
    public StoredSession {
        credentials = Set.copyOf(credentials);
    }

    /// Whether it was given that kind.
    public boolean has(CredentialKind kind) {
        return credentials.contains(kind);
    }

    /// This session, used at `now`.
    StoredSession seenAt(Instant now) {
        return with(session.seenAt(now), sessionGeneration, refresh);
    }

    /// This session with another refresh state, used at `now`.
    public StoredSession rotated(RefreshState next, Instant now) {
        return with(session.seenAt(now), sessionGeneration, next);
    }

    /// This session after a renewal.
    public StoredSession renewed(Session renewed, int generation, RefreshState next) {
        return with(renewed, generation, next);
    }

    /// This session, in the words of others.
    StoredSession with(Session alike, Set<CredentialKind> alikeCredentials) {
        return new StoredSession(
                alike, secret, tokenKey, sessionGeneration, refresh, sinceSeq, alikeCredentials, authzRef);
    }

    private StoredSession with(Session session, int generation, RefreshState refresh) {
        return new StoredSession(session, secret, tokenKey, generation, refresh, sinceSeq, credentials, authzRef);
    }
}
