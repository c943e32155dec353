package ripcord.server.session;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Transaction;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.Session.End;
import ripcord.server.session.SessionHistory.Line;
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
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /// Ends sessions in `store`, and says so in `log`; and all of a subject as soon as it is disabled.
    public Endings(SessionStore store, RevocationLog log, Subjects subjects, Tenants tenants) {
        this.store = store;
        this.log = log;
        this.subjects = subjects;
        this.tenants = tenants;
        subjects.onDisabled((tx, tenant, subject, actor) ->
                subject(tx, tenant, subject, Cause.of(EndReason.SUBJECT, actor, "disabled")));
    }

    /// Told of each session that has ended.
    @FunctionalInterface
    public interface Listener {
        void ended(TenantId tenant, SessionId session, Cause cause);
    }

    /// Tells `listener` when an end is durable, on the writer's thread: be quick.
    public void onEnded(Listener listener) {
        listeners.add(listener);
    }

    /// Why, by whom, what they said about it, and whence it came if that was seen.
    ///
    /// @param detail free text, for operators; never a secret
    public record Cause(
            EndReason reason, Actor actor, @Nullable String detail, Device where) {
        /// The server's own doing.
        public static Cause bySystem(EndReason reason) {
            return new Cause(reason, Actor.SYSTEM, null, Device.UNKNOWN);
        }

        /// Somebody's doing, whence was not seen.
        public static Cause of(EndReason reason, Actor actor, @Nullable String detail) {
            return new Cause(reason, actor, detail, Device.UNKNOWN);
        }
    }

    /// Ends one session. One that is over already gets no second entry: its first one is before the position answered.
    public Ended session(Transaction tx, TenantId tenant, SessionId id, Cause cause) {
        if (!store.close(tx, new SessionKey(tenant, id), cause, tx.instant())) {
            tx.acknowledge();
            return ended(tx, log.head(tx.sql()), 0);
        }
        return ended(tx, closed(tx, tenant, id, cause), 1);
    }

    /// The entry and the history of a session whose row was closed.
    private long closed(Transaction tx, TenantId tenant, SessionId id, Cause cause) {
        long seq = entry(tx, tenant, TargetType.SESSION, id.text());
        remember(tx, tenant, id, cause, seq);
        return seq;
    }

    /// Writes into a session's row and history the end that an entry of its subject, client or tenant has brought.
    void writeDown(Transaction tx, SessionKey key, End end) {
        var cause = Cause.of(end.reason(), Actor.parse(end.actor()), end.detail());
        if (store.close(tx, key, cause, end.at())) {
            remember(tx, key.tenant(), key.id(), cause, new When(end.at(), null));
        }
    }

    /// @param seq of the entry that this end wrote into the log, if it wrote one
    private record When(Instant at, @Nullable Long seq) {}

    private void remember(Transaction tx, TenantId tenant, SessionId id, Cause cause, long seq) {
        remember(tx, tenant, id, cause, new When(tx.instant(), seq));
    }

    private void remember(Transaction tx, TenantId tenant, SessionId id, Cause cause, When when) {
        var line = new Line(
                when.at,
                SessionEvent.ENDED,
                when.seq,
                cause.reason.wireName(),
                cause.actor.toString(),
                cause.detail,
                cause.where);
        store.remember(tx, tenant, id, line);
        tx.afterCommit(() -> listeners.forEach(listener -> listener.ended(tenant, id, cause)));
    }

    /// Ends all sessions of a subject, and whatever else was issued to it before. One that has no row gets none: the
    /// entry alone refuses a sign-in that was decided before.
    public Ended subject(Transaction tx, TenantId tenant, String subject, Cause cause) {
        var closed = store.closeAll(tx, tenant, subject, null, cause);
        long seq = entry(tx, tenant, TargetType.SUBJECT, subject);
        subjects.end(tx, tenant, subject, seq);
        closed.forEach(id -> remember(tx, tenant, id, cause, seq));
        return ended(tx, seq, closed.size());
    }

    /// Ends the subject's other sessions, one entry each.
    public Ended others(Transaction tx, TenantId tenant, String subject, SessionId except, Cause cause) {
        var closed = store.closeAll(tx, tenant, subject, except, cause);
        long seq = log.head(tx.sql());
        tx.acknowledge();
        for (var id : closed) {
            seq = closed(tx, tenant, id, cause);
        }
        return ended(tx, seq, closed.size());
    }

    /// Ends all sessions of a client; their rows are swept later.
    public Ended client(Transaction tx, TenantId tenant, String clientId, Cause cause) {
        long seq = entry(tx, tenant, TargetType.CLIENT, clientId);
        store.closeClient(tx, tenant, clientId, seq, cause);
        return ended(tx, seq, 0);
    }

    /// Ends all sessions of a tenant; their rows are swept later.
    public Ended tenant(Transaction tx, TenantId tenant, Cause cause) {
        long seq = entry(tx, tenant, TargetType.TENANT, "");
        tenants.end(tx, tenant, seq, cause.actor, cause.detail);
        return ended(tx, seq, 0);
    }

    private long entry(Transaction tx, TenantId tenant, TargetType type, String value) {
        return log.append(tx, tenant, Effect.REVOKE, type, value);
    }

    private static Ended ended(Transaction tx, long seq, int sessions) {
        return new Ended(seq, Instant.ofEpochMilli(tx.now()), sessions);
    }
}
