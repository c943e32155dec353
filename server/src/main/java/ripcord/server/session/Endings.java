package ripcord.server.session;

import java.time.Instant;
import java.util.ArrayList;
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
        long seq = entry(tx, tenant, TargetType.SESSION, id.text());
        remember(tx, List.of(new Written(new SessionKey(tenant, id), cause, tx.instant(), seq)));
        return ended(tx, seq, 1);
    }

    /// A session that is over, as [SessionRow] has read it, and whose row does not say so yet.
    record Over(SessionKey key, End end) {}

    /// Writes down the ends of sessions that are over already, in a few statements however many they are: ends by time
    /// as [#session] does one, with an entry each; those that an entry of the subject, client or tenant has brought
    /// without another one.
    void writeDown(Transaction tx, List<Over> all) {
        var closed = SessionRows.close(
                tx, all.stream().map(over -> closing(tx, over)).toList());
        var byTime = closed.stream()
                .filter(each -> isByTime(each.cause().reason()))
                .map(SessionRows.Closing::key)
                .toList();
        long seq = byTime.isEmpty() ? 0 : entries(tx, byTime);
        var written = new ArrayList<Written>();
        for (var each : closed) {
            var own = isByTime(each.cause().reason()) ? seq++ : null;
            written.add(new Written(each.key(), each.cause(), each.at(), own));
        }
        remember(tx, written);
    }

    private static SessionRows.Closing closing(Transaction tx, Over over) {
        var end = over.end;
        return isByTime(end.reason())
                ? new SessionRows.Closing(over.key, Cause.bySystem(end.reason()), tx.instant())
                : new SessionRows.Closing(
                        over.key, Cause.of(end.reason(), Actor.parse(end.actor()), end.detail()), end.at());
    }

    private static boolean isByTime(EndReason reason) {
        return switch (reason) {
            case IDLE, ABSOLUTE -> true;
            case SUBJECT, CLIENT, TENANT, LOGOUT, ADMIN, OTHERS, LIMIT, REUSE -> false;
        };
    }

    /// An end that stands in its row.
    ///
    /// @param seq of the entry that it wrote into the log, if it wrote one
    private record Written(
            SessionKey key,
            Cause cause,
            Instant at,
            @Nullable Long seq) {
        SessionRows.Remembered line() {
            var line = new Line(
                    at,
                    SessionEvent.ENDED,
                    seq,
                    cause.reason.wireName(),
                    cause.actor.toString(),
                    cause.detail,
                    cause.where);
            return new SessionRows.Remembered(key, line);
        }
    }

    private void remember(Transaction tx, List<Written> all) {
        SessionRows.remember(tx, all.stream().map(Written::line).toList());
        all.forEach(each -> tx.afterCommit(
                () -> listeners.forEach(listener -> listener.ended(each.key.tenant(), each.key.id(), each.cause))));
    }

    /// Ends all sessions of a subject, and whatever else was issued to it before. One that has no row gets none: the
    /// entry alone refuses a sign-in that was decided before.
    public Ended subject(Transaction tx, TenantId tenant, String subject, Cause cause) {
        var closed = store.closeAll(tx, tenant, subject, null, cause);
        long seq = entry(tx, tenant, TargetType.SUBJECT, subject);
        subjects.end(tx, tenant, subject, seq);
        remember(
                tx,
                closed.stream()
                        .map(id -> new Written(new SessionKey(tenant, id), cause, tx.instant(), seq))
                        .toList());
        return ended(tx, seq, closed.size());
    }

    /// Ends the subject's other sessions, one entry each.
    public Ended others(Transaction tx, TenantId tenant, String subject, SessionId except, Cause cause) {
        var closed = store.closeAll(tx, tenant, subject, except, cause);
        tx.acknowledge();
        if (closed.isEmpty()) {
            return ended(tx, log.head(tx.sql()), 0);
        }
        var keys = closed.stream().map(id -> new SessionKey(tenant, id)).toList();
        long seq = entries(tx, keys);
        var written = new ArrayList<Written>();
        for (var key : keys) {
            written.add(new Written(key, cause, tx.instant(), seq + written.size()));
        }
        remember(tx, written);
        return ended(tx, seq + keys.size() - 1, keys.size());
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

    /// @return the position of the first; the others follow one by one
    private long entries(Transaction tx, List<SessionKey> keys) {
        var named = keys.stream()
                .map(key -> new RevocationLog.Named(
                        key.tenant(), TargetType.SESSION, key.id().text()))
                .toList();
        return log.appendEach(tx, Effect.REVOKE, named);
    }

    private static Ended ended(Transaction tx, long seq, int sessions) {
        return new Ended(seq, Instant.ofEpochMilli(tx.now()), sessions);
    }
}
