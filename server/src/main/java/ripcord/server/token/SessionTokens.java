package ripcord.server.token;

import java.time.InstantSource;
import ripcord.server.session.CredentialKind;
import ripcord.server.session.Lookup;
import ripcord.server.session.Sessions;
import ripcord.server.session.StoredSession;
import ripcord.server.tenant.Tenant;
import ripcord.server.token.SessionCheck.Held;
import ripcord.server.token.SessionCheck.Malformed;
import ripcord.server.token.SessionCheck.SignedOut;
import ripcord.server.token.SessionCheck.Superseded;
import ripcord.server.token.SessionCheck.Suspended;

/// Checks session tokens. Thread-safe.
public final class SessionTokens {
    private final OpaqueTokens tokens;
    private final Sessions sessions;
    private final InstantSource clock;

    /// @param clock the node's
    public SessionTokens(OpaqueTokens tokens, Sessions sessions, InstantSource clock) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.clock = clock;
    }

    /// What `text` is worth for that tenant; if it is good, the session is used by that.
    public SessionCheck check(Tenant tenant, String text) {
        var opened = tokens.open(tenant, OpaqueKind.SESSION, text);
        if (opened.isEmpty()) {
            return new Malformed();
        }
        var token = opened.get();
        return switch (sessions.find(tenant.id(), token.session())) {
            case Lookup.Alive(var stored, long asOf) -> judge(token, stored, asOf);
            case Lookup.Suspended _ -> new Suspended();
            case Lookup.Over _, Lookup.Unknown _ -> new SignedOut(token.session());
        };
    }

    private SessionCheck judge(OpaqueToken token, StoredSession stored, long asOf) {
        if (!token.authentic(stored.secret()) || !stored.has(CredentialKind.SESSION_TOKEN)) {
            return new Malformed();
        }
        if (token.generation() != stored.sessionGeneration()) {
            // A lower one was replaced. A higher one was lost by the store: nobody can tell what it stood for.
            return token.generation() < stored.sessionGeneration()
                    ? new Superseded(token.session())
                    : new SignedOut(token.session());
        }
        sessions.touch(stored, clock.instant());
        return new Held(stored, asOf);
    }
}
