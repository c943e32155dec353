package ripcord.server.session;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Database;
import ripcord.server.database.Page;
import ripcord.server.database.Sql;
import ripcord.server.database.Transaction;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.session.Endings.Cause;
import ripcord.server.session.SessionList.Cursor;
import ripcord.server.tenant.TenantId;

/// All sessions: found in memory, or among the copies that nodes share, where the one rule allows it; ended in the
/// store. Thread-safe.
public final class Sessions {
    private static final int SOME = 200;

    private final Database database;
    private final SessionStore store;
    private final Endings endings;
    private final RevocationLog log;
    private final InstantSource clock;
    private final SessionCache cache;
    private final LongAdder fromMemory = new LongAdder();
    private final LongAdder fromStore = new LongAdder();
    private final LongAdder fromOthers = new LongAdder();
    private volatile @Nullable SharedCopies shared;

    /// The sessions of `store`.
    ///
    /// @param clock the node's, close to the database's
    public Sessions(Database database, SessionStore store, Endings endings, RevocationLog log, InstantSource clock) {
        this.database = database;
        this.store = store;
        this.endings = endings;
        this.log = log;
        this.clock = clock;
        this.cache = new SessionCache(log.live(), clock);
    }

    /// Keeps so many copies in memory from now on, those that were used last; fewer if they would not fit into half of
    /// what the heap may grow to.
    ///
    /// @return how many
    public int keepAtMost(int copies) {
        int fitting = SessionCache.fitting(copies, Runtime.getRuntime().maxMemory());
        cache.keepAtMost(fitting);
        return fitting;
    }

    /// How many copies there are in memory.
    long inMemory() {
        return cache.size();
    }

    /// Shares copies with other nodes from now on.
    public void share(SharedCopies copies) {
        shared = copies;
    }

    /// What is known about a session now.
    ///
    /// A copy in memory, or else one that another node left, is used as long as no entry of the log voids it. It is
    /// never declared idle without reading the row again: another node may know of a later use. The position is
    /// captured before anything is looked at: what is answered is not claimed to be newer than it is.
    public Lookup find(TenantId tenant, SessionId id) {
        long position = log.position();
        var key = new SessionKey(tenant, id);
        var own = cache.get(key);
        var copy = own == null ? left(key, position) : own;
        if (copy == null || copy.stored().session().endedIfOver(clock.instant()).ended() != null) {
            fromStore.increment();
            return reread(key, this::aliveInCopy);
        }
        var from = own == null ? fromOthers : fromMemory;
        from.increment();
        return new Lookup.Alive(copy.stored(), Math.max(position, copy.asOf()));
    }

    /// What this node's memory says of a session, if it says that it is alive. The position is captured before.
    ///
    /// @param now by the store's clock
    public Optional<Lookup.Alive> remembered(TenantId tenant, SessionId id, Instant now) {
        long position = log.position();
        var copy = cache.get(new SessionKey(tenant, id));
        return copy == null || copy.stored().session().endedIfOver(now).ended() != null
                ? Optional.empty()
                : Optional.of(new Lookup.Alive(copy.stored(), Math.max(position, copy.asOf())));
    }

    private SessionCache.@Nullable Copy left(SessionKey key, long position) {
        var from = shared;
        var found = from == null ? null : from.find(key, position);
        if (from == null || found == null) {
            return null;
        }
        var copy = cache.take(found.stored(), found.asOf());
        from.judged(copy == null);
        return copy;
    }

    /// The session, if it is not over: it may also be one that cannot be used now, and can be ended.
    public Optional<StoredSession> living(TenantId tenant, SessionId id) {
        return switch (find(tenant, id)) {
            case Lookup.Alive(var stored, long _) -> Optional.of(stored);
            case Lookup.Suspended(var stored) -> Optional.of(stored);
            case Lookup.Over _, Lookup.Unknown _ -> Optional.empty();
        };
    }

    /// Returns when every server knows of each end that this one knows of.
    public void acknowledge() {
        boolean _ = database.write(tx -> {
            tx.acknowledge();
            return true;
        });
    }

    /// As [#find], by the row where a copy may not know of a rotation of its tokens: no entry voids one that does not.
    public Lookup findNewest(TenantId tenant, SessionId id) {
        return database.isShared() || shared != null ? read(tenant, id) : find(tenant, id);
    }

    /// What the row says now.
    Lookup read(TenantId tenant, SessionId id) {
        fromStore.increment();
        return reread(new SessionKey(tenant, id), database::query);
    }

    /// How many look-ups memory has answered.
    public long foundInMemory() {
        return fromMemory.sum();
    }

    /// How many look-ups a copy has answered that another node left.
    public long foundElsewhere() {
        return fromOthers.sum();
    }

    /// How many look-ups went to the store.
    public long foundInStore() {
        return fromStore.sum();
    }

    /// Where rows are read.
    private interface Source {
        Optional<SessionRow.Read> read(Function<Sql, Optional<SessionRow.Read>> work);
    }

    /// A replica may not know yet of a session that was made, or used, a moment ago; one that is alive there is.
    private Optional<SessionRow.Read> aliveInCopy(Function<Sql, Optional<SessionRow.Read>> work) {
        return database.queryCopy(
                work,
                read -> read.map(SessionStore::lookup)
                        .filter(Lookup.Alive.class::isInstance)
                        .isPresent());
    }

    private Lookup reread(SessionKey key, Source source) {
        var reading = store.reading(key.tenant(), clock.instant());
        var read = source.read(sql -> store.read(sql, key, reading));
        if (read.isEmpty()) {
            return new Lookup.Unknown();
        }
        var found = SessionStore.lookup(read.get());
        if (found instanceof Lookup.Alive) {
            keep(read.get().stored(), read.get().asOf());
        } else {
            cache.forget(key);
        }
        return found;
    }

    /// Notes that a session was used. Written at most once a minute, with others, in the background;
    /// more often only where the policy's idle time is shorter than ten minutes.
    public void touch(StoredSession seen, Instant at) {
        var session = seen.session();
        if (SessionCache.isWorthNoting(session, at)) {
            touch(session.tenant(), session.id(), at);
        }
    }

    /// As [#touch(StoredSession, Instant)], whatever the session was last seen to be.
    public void touch(TenantId tenant, SessionId id, Instant at) {
        var key = new SessionKey(tenant, id);
        if (cache.use(key, at)) {
            store.lastSeen().add(key, at);
        }
    }

    /// Takes what the running transaction wrote as this node's copy, once it is durable.
    ///
    /// @param asOf the log's position in that transaction, after its own entries
    public void remember(Transaction tx, StoredSession stored, long asOf) {
        tx.afterCommit(() -> keep(stored, asOf));
    }

    private void keep(StoredSession stored, long asOf) {
        cache.put(stored, asOf);
        var others = shared;
        if (others != null) {
            others.offer(stored, asOf);
        }
    }

    /// Ends one session; one that is over already stays as it ended.
    ///
    /// @return empty if the tenant has no such session
    public Optional<Ended> end(TenantId tenant, SessionId id, Cause cause) {
        var reading = store.reading(tenant, clock.instant());
        return database.write(tx -> store.read(tx.sql(), new SessionKey(tenant, id), reading)
                .map(_ -> endings.session(tx, tenant, id, cause)));
    }

    /// Ends all sessions of a subject, or all but `except`.
    public Ended endSubject(TenantId tenant, String subject, @Nullable SessionId except, Cause cause) {
        return database.write(tx -> except == null
                ? endings.subject(tx, tenant, subject, cause)
                : endings.others(tx, tenant, subject, except, cause));
    }

    /// Ends all sessions of a client.
    public Ended endClient(TenantId tenant, String clientId, Cause cause) {
        return database.write(tx -> endings.client(tx, tenant, clientId, cause));
    }

    /// Ends all sessions of a tenant.
    public Ended endTenant(TenantId tenant, Cause cause) {
        return database.write(tx -> endings.tenant(tx, tenant, cause));
    }

    /// A page of sessions, newest first.
    ///
    /// @param after where the page begins; null for the first
    public Page<Session> list(SessionList.Filter filter, @Nullable Cursor after, int limit) {
        var query = new SessionList.Query(filter, after, limit + 1);
        var reading = store.reading(filter.tenant(), clock.instant());
        var found = database.readMuch(() -> database.query(sql -> store.list(sql, query, reading)));
        return found.size() <= limit
                ? new Page<>(found, Optional.empty())
                : new Page<>(
                        found.subList(0, limit),
                        Optional.of(Cursor.after(found.get(limit - 1)).text()));
    }

    /// Hands all sessions that fit to `each`, newest first, with what happened to them: as they are when a page of them
    /// is read.
    public void each(SessionList.Filter filter, Consumer<SessionHistory> each) {
        var _ = database.readMuch(() -> {
            Optional<Cursor> after = Optional.empty();
            do {
                var page = list(filter, after.orElse(null), SOME);
                page.items()
                        .forEach(session ->
                                describe(filter.tenant(), session.id()).ifPresent(each));
                after = page.next().flatMap(Cursor::parse);
            } while (after.isPresent());
            return true;
        });
    }

    /// One session, over or not, and what happened to it.
    public Optional<SessionHistory> describe(TenantId tenant, SessionId id) {
        var key = new SessionKey(tenant, id);
        var reading = store.reading(tenant, clock.instant());
        return database.query(sql ->
                store.read(sql, key, reading).map(read -> new SessionHistory(read.stored(), store.history(sql, read))));
    }

    /// Whether a token key is still needed: a session that began under it is not over.
    public boolean anyUnder(int tokenKey) {
        return database.query(sql -> sql.one(
                        "select exists (select 1 from session where token_key = ? and ended_at is null)",
                        row -> row.flag(1),
                        tokenKey))
                .orElseThrow();
    }
}
