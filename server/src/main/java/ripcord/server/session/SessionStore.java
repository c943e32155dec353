package ripcord.server.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Transaction;
import ripcord.server.policy.Policies;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.TenantId;

/// The sessions' rows: single steps, each inside the caller's transaction.
public final class SessionStore {
    private static final String CLOSE = "update session set ended_at = ?, end_reason = ? where tenant = ?";

    private final Policies policies;
    private final LastSeen lastSeen = new LastSeen();

    /// Rows of the store.
    ///
    /// @param policies tell how long an unused session lives
    public SessionStore(Policies policies) {
        this.policies = policies;
    }

    /// Uses that no row tells of yet.
    LastSeen lastSeen() {
        return lastSeen;
    }

    SessionRow.Reading reading(TenantId tenant, Instant now) {
        return new SessionRow.Reading(policies.of(tenant).policy().session().idle(), lastSeen, now);
    }

    /// What the row says at `reading.now`, over or not.
    Optional<SessionRow.Read> read(Handle handle, SessionKey key, SessionRow.Reading reading) {
        return handle.createQuery(SessionRow.SELECT + " where s.tenant = ? and s.id = ?")
                .bind(0, key.tenant().value())
                .bind(1, key.id().bytes())
                .map((row, _) -> SessionRow.read(row, reading))
                .findOne();
    }

    /// The session as the caller's transaction sees it.
    public Lookup current(Transaction tx, TenantId tenant, SessionId id) {
        return read(tx.handle(), new SessionKey(tenant, id), reading(tenant, tx.instant()))
                .map(SessionStore::lookup)
                .orElse(new Lookup.Unknown());
    }

    static Lookup lookup(SessionRow.Read read) {
        var end = read.stored().session().ended();
        return end == null ? new Lookup.Alive(read.stored(), read.asOf()) : new Lookup.Over(end.reason());
    }

    /// Adds a session, after its subject's row.
    public void insert(Transaction tx, StoredSession stored, Actor actor) {
        var insert = tx.handle().createUpdate(SessionRow.INSERT);
        SessionRow.bind(insert, stored);
        insert.execute();
        remember(tx, stored.session(), SessionEvent.CREATED, actor, "");
    }

    /// Moves the refresh token on, if nobody did since `seen` was read; using it is a use of the session.
    ///
    /// @return whether the row was still as it was seen
    public boolean rotate(Transaction tx, StoredSession seen, RefreshState next) {
        var session = seen.session();
        return tx.handle()
                        .createUpdate("""
                                update session set refresh_newest = ?, refresh_exchanged = ?, rotated_at = ?,
                                       newest_presented = ?, rotated_address = ?, rotated_user_agent = ?,
                                       rotated_client = ?, last_seen_at = max(last_seen_at, ?)
                                 where tenant = ? and id = ? and ended_at is null
                                   and refresh_newest = ? and refresh_renewed = ? and newest_presented = ?
                                """)
                        .bind(0, next.newest())
                        .bind(1, next.exchanged())
                        .bind(2, SessionRow.millis(next.rotatedAt()))
                        .bind(3, next.newestPresented() ? 1 : 0)
                        .bind(4, next.rotatedBy().addressPrefix())
                        .bind(5, next.rotatedBy().userAgent())
                        .bind(6, next.rotatedBy().clientId())
                        .bind(7, tx.now())
                        .bind(8, session.tenant().value())
                        .bind(9, session.id().bytes())
                        .bind(10, seen.refresh().newest())
                        .bind(11, seen.refresh().renewed())
                        .bind(12, seen.refresh().newestPresented() ? 1 : 0)
                        .execute()
                == 1;
    }

    /// Writes what a renewal changes: both generations, no grace, how the subject was authenticated.
    public void renew(Transaction tx, StoredSession renewed) {
        var session = renewed.session();
        tx.handle()
                .createUpdate("""
                        update session set session_generation = ?, refresh_newest = ?, refresh_renewed = ?,
                               refresh_exchanged = null, rotated_at = null, newest_presented = 0,
                               amr = ?, acr = ?, auth_time = ?, last_seen_at = ?
                         where tenant = ? and id = ? and ended_at is null
                        """)
                .bind(0, renewed.sessionGeneration())
                .bind(1, renewed.refresh().newest())
                .bind(2, renewed.refresh().renewed())
                .bind(3, String.join(" ", session.amr()))
                .bind(4, session.acr())
                .bind(5, session.authTime().toEpochMilli())
                .bind(6, session.lastSeenAt().toEpochMilli())
                .bind(7, session.tenant().value())
                .bind(8, session.id().bytes())
                .execute();
    }

    /// Writes the end of one session.
    ///
    /// @return whether it was not written before
    boolean close(Transaction tx, SessionKey key, EndReason reason) {
        return tx.handle()
                        .createUpdate(CLOSE + " and id = ? and ended_at is null")
                        .bind(0, tx.now())
                        .bind(1, reason.wireName())
                        .bind(2, key.tenant().value())
                        .bind(3, key.id().bytes())
                        .execute()
                == 1;
    }

    /// Writes the end of all sessions of a subject.
    ///
    /// @param except this one stays
    /// @return which ones were not over before
    List<SessionId> closeAll(
            Transaction tx, TenantId tenant, String subject, @Nullable SessionId except, EndReason reason) {
        return tx.handle()
                .createQuery(CLOSE + " and subject = ? and id <> ? and ended_at is null returning id")
                .bind(0, tx.now())
                .bind(1, reason.wireName())
                .bind(2, tenant.value())
                .bind(3, subject)
                .bind(4, except == null ? new byte[0] : except.bytes())
                .map((row, _) -> SessionId.of(row.getBytes(1)))
                .list();
    }

    /// Adds a line to the session's history.
    ///
    /// @param detail free text, for operators; never a secret
    public void remember(Transaction tx, Session session, SessionEvent event, Actor actor, String detail) {
        remember(tx, new SessionKey(session.tenant(), session.id()), event, actor, detail);
    }

    void remember(Transaction tx, SessionKey key, SessionEvent event, Actor actor, String detail) {
        tx.handle()
                .createUpdate("""
                        insert into session_history (tenant, session, at, event, actor, detail)
                        values (?, ?, ?, ?, ?, ?)
                        """)
                .bind(0, key.tenant().value())
                .bind(1, key.id().bytes())
                .bind(2, tx.now())
                .bind(3, event.wireName())
                .bind(4, actor.toString())
                .bind(5, detail)
                .execute();
    }

    /// What happened to a session, oldest first.
    List<SessionHistory.Line> history(Handle handle, SessionKey key) {
        return handle.createQuery("""
                        select at, event, actor, detail from session_history
                         where tenant = ? and session = ? order by line
                        """)
                .bind(0, key.tenant().value())
                .bind(1, key.id().bytes())
                .map((row, _) -> new SessionHistory.Line(
                        Instant.ofEpochMilli(row.getLong(1)), row.getString(2), row.getString(3), row.getString(4)))
                .list();
    }

    /// Writes when sessions were last used.
    void used(Transaction tx, Map<SessionKey, Instant> uses) {
        var update = tx.handle().prepareBatch("""
                update session set last_seen_at = ? where tenant = ? and id = ? and last_seen_at < ?
                """);
        uses.forEach((key, at) -> update.bind(0, at.toEpochMilli())
                .bind(1, key.tenant().value())
                .bind(2, key.id().bytes())
                .bind(3, at.toEpochMilli())
                .add());
        update.execute();
        tx.afterCommit(() -> lastSeen.written(uses));
    }

    /// Every listed session, each with its end if it is over.
    List<Session> list(Handle handle, SessionList.Query query, Instant now) {
        var reading = reading(query.filter().tenant(), now);
        var found = new ArrayList<Session>();
        var select = handle.createQuery(SessionRow.SELECT + query.where());
        query.bind(select, now.toEpochMilli(), reading.idle().toMillis());
        select.map((row, _) -> SessionRow.read(row, reading).stored().session()).forEach(found::add);
        return found;
    }
}
