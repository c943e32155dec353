package ripcord.server.refresh;

import java.time.Instant;
import ripcord.server.database.Database;
import ripcord.server.database.Transaction;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.Device;
import ripcord.server.session.EndReason;
import ripcord.server.session.Endings;
import ripcord.server.session.Lookup;
import ripcord.server.session.Presenter;
import ripcord.server.session.RefreshState;
import ripcord.server.session.Session;
import ripcord.server.session.SessionEvent;
import ripcord.server.session.SessionHistory.Line;
import ripcord.server.session.SessionStore;
import ripcord.server.session.Sessions;
import ripcord.server.session.StoredSession;

/// Gives a session new credentials and voids the earlier ones, as after a sign-in, or a change of privilege, password
/// or factors (OWASP ASVS 5.0, 7.2.4). The session itself lives on. Thread-safe.
public final class Renewals {
    private final Database database;
    private final Sessions sessions;
    private final SessionStore store;
    private final Endings endings;
    private final RevocationLog log;

    /// Renews `sessions`.
    public Renewals(Database database, Sessions sessions, SessionStore store, Endings endings, RevocationLog log) {
        this.database = database;
        this.sessions = sessions;
        this.store = store;
        this.endings = endings;
        this.log = log;
    }

    /// Renews one session.
    public Renewal renew(Renewal.Request request) {
        return database.write(tx -> switch (store.current(tx, request.tenant(), request.session())) {
            case Lookup.Unknown _ -> new Renewal.Unknown();
            case Lookup.Over(var reason) -> new Renewal.Over(reason);
            case Lookup.Suspended _ -> new Renewal.Suspended();
            case Lookup.Alive(var stored, var _) -> renew(tx, stored, request);
        });
    }

    /// The session as a renewal at `now` would leave it, for who has to know before how long its tokens will be.
    public static StoredSession renewed(StoredSession stored, Renewal.Request request, Instant now) {
        return stored.renewed(
                authenticated(stored.session(), request, now),
                stored.sessionGeneration() + 1,
                voided(stored.refresh()));
    }

    private Renewal renew(Transaction tx, StoredSession stored, Renewal.Request request) {
        var session = stored.session();
        if (request.endOthers()) {
            var cause = Endings.Cause.of(
                    EndReason.OTHERS, request.actor(), request.cause().wireName());
            endings.others(tx, session.tenant(), session.subject(), session.id(), cause);
        }
        var renewed = renewed(stored, request, Instant.ofEpochMilli(tx.now()));
        store.renew(tx, renewed);
        // What was issued before is void, and the row lives on.
        long seq = log.append(
                tx,
                session.tenant(),
                Effect.REVOKE,
                TargetType.SESSION,
                session.id().text());
        var line = new Line(
                Instant.ofEpochMilli(tx.now()),
                SessionEvent.RENEWED,
                seq,
                request.cause().wireName(),
                request.actor().toString(),
                null,
                Device.UNKNOWN);
        store.remember(tx, session.tenant(), session.id(), line);
        sessions.remember(tx, renewed, seq);
        return new Renewal.Renewed(renewed, seq);
    }

    private static Session authenticated(Session session, Renewal.Request request, Instant now) {
        return session.authenticated(
                request.amr() == null ? session.amr() : request.amr(),
                request.acr() == null ? session.acr() : request.acr(),
                request.authTime() == null ? session.authTime() : request.authTime(),
                now);
    }

    /// No grace: the generation before a renewal is never answered again.
    private static RefreshState voided(RefreshState old) {
        int next = old.newest() + 1;
        return new RefreshState(next, next, null, null, false, Presenter.NOBODY);
    }
}
