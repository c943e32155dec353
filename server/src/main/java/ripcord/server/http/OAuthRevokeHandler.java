package ripcord.server.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ripcord.server.audit.Event;
import ripcord.server.audit.Events;
import ripcord.server.database.Database;
import ripcord.server.http.Gate.Caller;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.Session;
import ripcord.server.session.Sessions;
import ripcord.server.session.StoredSession;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.Tenant;
import ripcord.server.token.AccessCheck;
import ripcord.server.token.AccessTokenChecks;
import ripcord.server.token.OpaqueKind;
import ripcord.server.token.OpaqueTokens;

/// `POST /t/{tenant}/oauth/revoke` (RFC 7009): a session token or a refresh token ends its session, an access token
/// ends itself.
final class OAuthRevokeHandler {
    private final OpaqueTokens opaque;
    private final AccessTokenChecks accessTokens;
    private final Sessions sessions;
    private final Log log;
    private final Events events;

    /// Where single tokens are revoked.
    record Log(Database database, RevocationLog entries) {}

    OAuthRevokeHandler(OpaqueTokens opaque, AccessTokenChecks accessTokens, Sessions sessions, Log log, Events events) {
        this.opaque = opaque;
        this.accessTokens = accessTokens;
        this.sessions = sessions;
        this.log = log;
        this.events = events;
    }

    Answer handle(Call call, Optional<Caller> caller) {
        call.query().finish();
        var form = call.form();
        var token = form.text("token", Text.PRESENTED);
        form.optionalText("token_type_hint", Text.HINT);
        var clientId = form.optionalText("client_id", Text.CLIENT_ID);
        form.faults().refuse();
        if (caller.isEmpty() && clientId == null) {
            throw Refusal.of(Code.UNAUTHORIZED).toException();
        }
        var actor = caller.map(Caller::actor);
        // A key's holder may revoke any client's tokens; a public client its own.
        return revoke(call.tenant(), token, caller.isPresent() ? null : clientId, actor);
    }

    private Answer revoke(Tenant tenant, String token, @Nullable String clientId, Optional<Actor> actor) {
        var session = session(tenant, OpaqueKind.SESSION, token).or(() -> session(tenant, OpaqueKind.REFRESH, token));
        if (session.isPresent()) {
            return isAnother(clientId, session.get().clientId()) ? invalidGrant() : end(session.get(), actor);
        }
        if (accessTokens.check(tenant.id(), token) instanceof AccessCheck.Good(var claims, var _, long _)) {
            return isAnother(clientId, claims.clientId())
                    ? invalidGrant()
                    : bar(tenant, claims.jti(), actor.orElse(Actor.subject(claims.subject())));
        }
        // Section 2.2: the purpose of the request is fulfilled already.
        return Answer.empty(200);
    }

    private static boolean isAnother(@Nullable String clientId, String owner) {
        return clientId != null && !clientId.equals(owner);
    }

    private static Answer invalidGrant() {
        return ErrorStyle.oauth(400, "invalid_grant", "");
    }

    private Optional<Session> session(Tenant tenant, OpaqueKind kind, String text) {
        return opaque.open(tenant, kind, text)
                .flatMap(token -> sessions.living(tenant.id(), token.session())
                        .filter(stored -> token.authentic(stored.secret()))
                        .map(StoredSession::session));
    }

    private Answer end(Session session, Optional<Actor> actor) {
        var by = actor.orElse(Actor.subject(session.subject()));
        var reason = actor.isPresent() ? EndReason.ADMIN : EndReason.LOGOUT;
        sessions.end(session.tenant(), session.id(), Cause.of(reason, by, null));
        events.publish(Event.revoked(
                session.tenant().value(), "session", session.id().text(), reason.wireName(), by.toString()));
        return Answer.empty(200);
    }

    private Answer bar(Tenant tenant, String jti, Actor actor) {
        log.database.write(tx -> log.entries.append(tx, tenant.id(), Effect.REVOKE, TargetType.TOKEN, jti));
        events.publish(Event.revoked(tenant.id().value(), "token", jti, "", actor.toString()));
        return Answer.empty(200);
    }
}
