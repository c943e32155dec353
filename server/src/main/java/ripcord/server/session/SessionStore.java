package ripcord.server.session;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Row;
import ripcord.server.database.Sql;
import ripcord.server.database.Swap;
import ripcord.server.database.Transaction;
import ripcord.server.policy.Policies;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.SessionHistory.Line;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.Pauses;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;

/// The sessions' rows: single steps, each inside the caller's transaction.
public final class SessionStore {
    private static final String ROTATE = """
            update session set refresh_newest = ?, refresh_exchanged = ?, rotated_at = ?, newest_presented = ?,
                   rotated_address = ?, rotated_user_agent = ?, rotated_client = ?, last_seen_at = ?
             where tenant = ? and id = ? and ended_at is null
               and refresh_newest = ? and refresh_renewed = ? and newest_presented = ?
            """;
    /// By nothing but what somebody knows of the row. All that could have ended the session otherwise, or suspended its
    /// tenant, is in rows too.
    private static final String ROTATE_AS_SEEN = ROTATE + """
               and coalesce(rotated_at, -1) = ?
               and exists (select 1 from tenant t
                     join subject su on su.tenant = t.id
                     left join client c on c.tenant = t.id and c.client_id = session.client_id
                    where t.id = session.tenant and su.subject = session.subject and t.pauses not like '%-'
                      and t.ended_seq <= session.since_seq and su.ended_seq <= session.since_seq
                      and coalesce(c.ended_seq, 0) <= session.since_seq)
            """;
    private static final String RENEW = """
            update session set session_generation = ?, refresh_newest = ?, refresh_renewed = ?,
                   refresh_exchanged = null, rotated_at = null, newest_presented = 0,
                   amr = ?, acr = ?, auth_time = ?, last_seen_at = ?
             where tenant = ? and id = ? and ended_at is null
            """;
    private static final String CLOSE = """
            update session set ended_at = ?, end_reason = ?, ended_by = ?, end_detail = ?
             where tenant = ? and ended_at is null
            """;
    static final String CLOSE_ONE = CLOSE + " and id = ?";
    private static final String CLOSE_CLIENT = """
            insert into client (tenant, client_id, ended_seq, ended_by, end_detail) values (?, ?, ?, ?, ?)
                on conflict (tenant, client_id) do update set ended_seq = excluded.ended_seq,
                   ended_by = excluded.ended_by, end_detail = excluded.end_detail
            """;
    static final String REMEMBER = """
            insert into session_history (tenant, session, at, event, seq, about, actor, detail, ip, user_agent)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String HISTORY = """
            select at, event, seq, about, actor, detail, ip, user_agent from session_history
             where tenant = ? and session = ? order by line
            """;
    private static final int ALL = 10_000;
    static final String COUNT = "update tenant set sessions = sessions + ? where id = ? and sessions is not null";
    private static final String USED =
            "update session set last_seen_at = ? where tenant = ? and id = ? and last_seen_at < ?";

    private static final String ERASE = """
            update session set subject = ?, ended_by = case when ended_by = ? then ? else ended_by end,
                   device_label = null, device_ip = null, device_user_agent = null, end_detail = null,
                   rotated_address = '', rotated_user_agent = ''
             where tenant = ? and subject = ?
            """;
    private static final String ERASE_HISTORY = """
            update session_history set actor = case when actor = ? then ? else actor end,
                   detail = null, ip = null, user_agent = null
             where tenant = ? and session in (select id from session where tenant = ? and subject = ?)
            """;

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
    Optional<SessionRow.Read> read(Sql sql, SessionKey key, SessionRow.Reading reading) {
        return sql.one(
                SessionRow.SELECT + " where s.tenant = ? and s.id = ?",
                row -> SessionRow.read(row, reading),
                key.tenant().value(),
                key.id().bytes());
    }

    /// The session as the caller's transaction sees it.
    public Lookup current(Transaction tx, TenantId tenant, SessionId id) {
        return read(tx.sql(), new SessionKey(tenant, id), reading(tenant, tx.instant()))
                .map(SessionStore::lookup)
                .orElse(new Lookup.Unknown());
    }

    static Lookup lookup(SessionRow.Read read) {
        var end = read.stored().session().ended();
        if (end != null) {
            return new Lookup.Over(end.reason());
        }
        return read.suspended() ? new Lookup.Suspended(read.stored()) : new Lookup.Alive(read.stored(), read.asOf());
    }

    /// Whether the tenant may have one more session. Those whose end a sweep has yet to write down count.
    public boolean admits(Transaction tx, Tenant tenant) {
        var most = tenant.limits().sessions();
        return most == null
                || tx.sql()
                                .number(
                                        "select coalesce(sessions, 0) from tenant where id = ?",
                                        tenant.id().value())
                        < most;
    }

    /// Counted only where there is a limit.
    private static void count(Transaction tx, TenantId tenant, int more) {
        tx.sql().also(COUNT, more, tenant.value());
    }

    /// Adds a session, after its subject's row.
    public void insert(Transaction tx, StoredSession stored, Actor actor) {
        tx.sql().also(SessionRow.INSERT, SessionRow.values(stored, actor));
        count(tx, stored.session().tenant(), 1);
    }

    /// Moves the refresh token on, if nobody did since `seen` was read; using it is a use of the session.
    ///
    /// @return whether the row was still as it was seen
    public boolean rotate(Transaction tx, StoredSession seen, RefreshState next) {
        return tx.sql().update(ROTATE, rotated(seen, next, tx.now()).toArray()) == 1;
    }

    /// What [#ROTATE] binds.
    private static List<@Nullable Object> rotated(StoredSession seen, RefreshState next, long now) {
        var session = seen.session();
        return Arrays.asList(
                next.newest(),
                next.exchanged(),
                next.rotatedAt(),
                next.newestPresented(),
                next.rotatedBy().addressPrefix(),
                next.rotatedBy().userAgent(),
                next.rotatedBy().clientId(),
                now,
                session.tenant().value(),
                session.id().bytes(),
                seen.refresh().newest(),
                seen.refresh().renewed(),
                seen.refresh().newestPresented());
    }

    /// What moves the refresh token on where everything is as a copy of the row says.
    ///
    /// @param seen a copy that no entry voids
    /// @param done what follows then
    public <T> Swap<T> rotation(StoredSession seen, RefreshState next, Instant now, Function<Transaction, T> done) {
        var rotatedAt = seen.refresh().rotatedAt();
        var values = new ArrayList<>(rotated(seen, next, now.toEpochMilli()));
        values.add(rotatedAt == null ? -1L : rotatedAt.toEpochMilli());
        return new Swap<>(ROTATE_AS_SEEN, values, done);
    }

    /// Writes what a renewal changes: both generations, no grace, how the subject was authenticated.
    public void renew(Transaction tx, StoredSession renewed) {
        var session = renewed.session();
        tx.sql()
                .update(
                        RENEW,
                        renewed.sessionGeneration(),
                        renewed.refresh().newest(),
                        renewed.refresh().renewed(),
                        String.join(" ", session.amr()),
                        session.acr(),
                        session.authTime(),
                        session.lastSeenAt(),
                        session.tenant().value(),
                        session.id().bytes());
    }

    /// Writes the end of one session.
    ///
    /// @return whether it was not written before
    boolean close(Transaction tx, SessionKey key, Cause cause, Instant at) {
        int rows = tx.sql().update(CLOSE_ONE, closing(key, cause, at));
        count(tx, key.tenant(), -rows);
        return rows == 1;
    }

    /// What [#CLOSE_ONE] binds.
    static @Nullable Object[] closing(SessionKey key, Cause cause, Instant at) {
        return new @Nullable Object[] {
            at,
            cause.reason().wireName(),
            cause.actor().toString(),
            cause.detail(),
            key.tenant().value(),
            key.id().bytes()
        };
    }

    /// Writes the end of all sessions of a subject.
    ///
    /// @param except this one stays
    /// @return which ones were not over before
    List<SessionId> closeAll(Transaction tx, TenantId tenant, String subject, @Nullable SessionId except, Cause cause) {
        var closed = tx.sql()
                .list(
                        CLOSE + " and subject = ? and id <> ? returning id",
                        row -> SessionId.of(row.bytes(1)),
                        tx.now(),
                        cause.reason().wireName(),
                        cause.actor().toString(),
                        cause.detail(),
                        tenant.value(),
                        subject,
                        except == null ? new byte[0] : except.bytes());
        count(tx, tenant, -closed.size());
        return closed;
    }

    /// Notes, for its client's sessions, that those which began before `seq` are over.
    void closeClient(Transaction tx, TenantId tenant, String clientId, long seq, Cause cause) {
        tx.sql()
                .update(
                        CLOSE_CLIENT,
                        tenant.value(),
                        clientId,
                        seq,
                        cause.actor().toString(),
                        cause.detail());
    }

    /// The subject's sessions that are not over, newest first, but for the first `skipped`.
    public List<SessionId> alive(Transaction tx, TenantId tenant, String subject, int skipped) {
        var filter = new SessionList.Filter(tenant, subject, null, SessionList.State.ALIVE);
        return list(tx.sql(), new SessionList.Query(filter, null, ALL), reading(tenant, tx.instant())).stream()
                .skip(skipped)
                .map(Session::id)
                .toList();
    }

    /// Takes out of a subject's rows, all of which must be over, what says whose they were.
    ///
    /// @return how many sessions there were
    public int erase(Transaction tx, TenantId tenant, String subject, String pseudonym) {
        var was = Actor.subject(subject).toString();
        var is = Actor.subject(pseudonym).toString();
        tx.sql().update(ERASE_HISTORY, was, is, tenant.value(), tenant.value(), subject);
        tx.sql()
                .update(
                        "delete from idempotency where tenant = ? and session in"
                                + " (select id from session where tenant = ? and subject = ?)",
                        tenant.value(),
                        tenant.value(),
                        subject);
        return tx.sql().update(ERASE, pseudonym, was, is, tenant.value(), subject);
    }

    /// Adds a line to a session's history.
    public void remember(Transaction tx, TenantId tenant, SessionId id, Line line) {
        tx.sql().also(REMEMBER, remembering(new SessionKey(tenant, id), line));
    }

    /// What [#REMEMBER] binds.
    static @Nullable Object[] remembering(SessionKey key, Line line) {
        return new @Nullable Object[] {
            key.tenant().value(),
            key.id().bytes(),
            line.at(),
            line.event().wireName(),
            line.seq(),
            line.about(),
            line.actor(),
            line.detail(),
            line.where().ip(),
            line.where().userAgent()
        };
    }

    /// What happened to a session, oldest first. Its beginning stands in its own row.
    List<Line> history(Sql sql, SessionRow.Read read) {
        var session = read.stored().session();
        var lines = new ArrayList<Line>();
        lines.add(new Line(
                session.createdAt(), SessionEvent.CREATED, null, null, read.createdBy(), null, session.device()));
        lines.addAll(sql.list(
                HISTORY,
                SessionStore::line,
                session.tenant().value(),
                session.id().bytes()));
        return lines;
    }

    private static Line line(Row row) throws SQLException {
        return new Line(
                row.instant(1),
                SessionEvent.ofWireName(row.text(2)),
                row.isNull(3) ? null : row.number(3),
                row.textOrNull(4),
                row.text(5),
                row.textOrNull(6),
                new Device(null, row.textOrNull(7), row.textOrNull(8)));
    }

    /// Writes when sessions were last used.
    void used(Transaction tx, Map<SessionKey, Instant> uses) {
        var values = new ArrayList<List<@Nullable Object>>();
        uses.forEach((key, at) ->
                values.add(List.of(at, key.tenant().value(), key.id().bytes(), at)));
        int[] _ = tx.sql().updateEach(USED, values);
        tx.afterCommit(() -> lastSeen.written(uses));
    }

    /// When the tenant was suspended.
    static Pauses pauses(Sql sql, TenantId tenant) {
        return sql.one("select pauses from tenant where id = ?", row -> Pauses.of(row.text(1)), tenant.value())
                .orElse(Pauses.NONE);
    }

    /// Every listed session, each with its end if it is over.
    List<Session> list(Sql sql, SessionList.Query query, SessionRow.Reading reading) {
        var pauses = pauses(sql, query.filter().tenant());
        var where = query.where(reading.now(), pauses.before(reading.now(), reading.idle()));
        return sql.list(
                SessionRow.SELECT + where.text(),
                row -> SessionRow.read(row, reading).stored().session(),
                where.values());
    }
}
