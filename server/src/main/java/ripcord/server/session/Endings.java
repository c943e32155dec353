package ripcord.server.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Transaction;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.revocation.TargetType;
import ripcord.server.subject.Subjects;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;

/// The ways in which sessions end: row and entry in the caller's transaction. Rows are changed in one order, subject,
/// session, the log's head last, so that on a store with several writers nobody waits in a circle.
public final class Endings {
    private final SessionStore store;
    private final RevocationLog log;
    private final Subjects subjects;
    private final Tenants tenants;

    /// Ends sessions in `store`, and says so in `log`.
    public Endings(SessionStore store, RevocationLog log, Subjects subjects, Tenants tenants) {
        this.store = store;
        this.log = log;
        this.subjects = subjects;
        this.tenants = tenants;
    }

    /// Why, by whom, and what they said about it.
    ///
    /// @param detail free text, for operators; never a secret
    public record Cause(EndReason reason, Actor actor, String detail) {
        /// The server's own doing.
        public static Cause bySystem(EndReason reason) {
            return new Cause(reason, Actor.SYSTEM, "");
        }
    }

    /// Ends one session. One that is over already gets no second entry: its first one is before the position answered.
    public Ended session(Transaction tx, TenantId tenant, SessionId id, Cause cause) {
        var key = new SessionKey(tenant, id);
        if (!store.close(tx, key, cause.reason)) {
            return ended(tx, log.head(tx.handle()), 0);
        }
        store.remember(tx, key, SessionEvent.ENDED, cause.actor, cause.detail);
        return ended(tx, entry(tx, tenant, TargetType.SESSION, id.text()), 1);
    }

    /// Ends all sessions of a subject, and whatever else was issued to it before.
    public Ended subject(Transaction tx, TenantId tenant, String subject, Cause cause) {
        subjects.ensure(tx, tenant, subject);
        var closed = store.closeAll(tx, tenant, subject, null, cause.reason);
        closed.forEach(
                id -> store.remember(tx, new SessionKey(tenant, id), SessionEvent.ENDED, cause.actor, cause.detail));
        long seq = entry(tx, tenant, TargetType.SUBJECT, subject);
        subjects.end(tx, tenant, subject, seq);
        return ended(tx, seq, closed.size());
    }

    /// Ends the subject's other sessions, one entry each.
    public Ended others(Transaction tx, TenantId tenant, String subject, SessionId except, Cause cause) {
        subjects.ensure(tx, tenant, subject);
        var closed = store.closeAll(tx, tenant, subject, except, cause.reason);
        long seq = log.head(tx.handle());
        for (var id : closed) {
            store.remember(tx, new SessionKey(tenant, id), SessionEvent.ENDED, cause.actor, cause.detail);
            seq = entry(tx, tenant, TargetType.SESSION, id.text());
        }
        return ended(tx, seq, closed.size());
    }

    /// Ends all sessions of a client; their rows are swept later.
    public Ended client(Transaction tx, TenantId tenant, String clientId) {
        long seq = entry(tx, tenant, TargetType.CLIENT, clientId);
        tx.handle()
                .createUpdate("""
                        insert into client (tenant, client_id, ended_seq) values (?, ?, ?)
                        on conflict (tenant, client_id) do update set ended_seq = excluded.ended_seq
                        """)
                .bind(0, tenant.value())
                .bind(1, clientId)
                .bind(2, seq)
                .execute();
        return ended(tx, seq, 0);
    }

    /// Ends all sessions of a tenant; their rows are swept later.
    public Ended tenant(Transaction tx, TenantId tenant) {
        long seq = entry(tx, tenant, TargetType.TENANT, "");
        tenants.end(tx, tenant, seq);
        return ended(tx, seq, 0);
    }

    private long entry(Transaction tx, TenantId tenant, TargetType type, String value) {
        return log.append(tx, tenant, Effect.REVOKE, type, value);
    }

    private static Ended ended(Transaction tx, long seq, int sessions) {
        return new Ended(seq, Instant.ofEpochMilli(tx.now()), sessions);
    }

    /// All of a subject, or with `except` all others.
    Ended subject(Transaction tx, SubjectEnd end, Cause cause) {
        return end.except == null
                ? subject(tx, end.tenant, end.subject, cause)
                : others(tx, end.tenant, end.subject, end.except, cause);
    }

    /// Whose sessions to end.
    ///
    /// @param except this one stays; null if none does
    record SubjectEnd(
            TenantId tenant, String subject, @Nullable SessionId except) {}
}
