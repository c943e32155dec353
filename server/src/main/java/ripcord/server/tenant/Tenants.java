package ripcord.server.tenant;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Database;
import ripcord.server.database.Page;
import ripcord.server.database.Row;
import ripcord.server.database.Sql;
import ripcord.server.database.Transaction;

/// All tenants, held in memory, a few hundred bytes each; nothing else of a tenant is there before it is used.
/// Thread-safe.
public final class Tenants {
    private static final String COLUMNS = """
            select id, internal_id, name, created_at, ended_seq, pauses,
                   requests_per_second, sign_ins_per_second, most_sessions, most_subjects
              from tenant where deleted_at is null
            """;

    private static final String TOPIC = "tenant";

    private final Database database;
    private final RandomGenerator random;
    private final Map<TenantId, Tenant> known = new ConcurrentHashMap<>();
    private final NavigableMap<String, Tenant> byName = new ConcurrentSkipListMap<>();
    private final List<Consumer<TenantId>> goneListeners = new CopyOnWriteArrayList<>();

    /// Reads all tenants of the store.
    ///
    /// @param random must be unpredictable: internal ids come from it
    public Tenants(Database database, RandomGenerator random) {
        this.database = database;
        this.random = random;
        database.onTold(TOPIC, this::fromOthers);
        database.query(sql -> sql.list(COLUMNS, Tenants::tenant)).forEach(this::know);
    }

    private Runnable fromOthers(Sql sql, String about) {
        var id = new TenantId(about);
        var current = current(sql, id);
        return () -> current.ifPresentOrElse(this::know, () -> {
            if (forget(id)) {
                goneListeners.forEach(listener -> listener.accept(id));
            }
        });
    }

    private boolean forget(TenantId id) {
        byName.remove(id.value());
        return known.remove(id) != null;
    }

    /// Tells `listener` of each tenant that another server has deleted: be quick.
    public void onDeletedElsewhere(Consumer<TenantId> listener) {
        goneListeners.add(listener);
    }

    private void know(Tenant tenant) {
        known.put(tenant.id(), tenant);
        byName.put(tenant.id().value(), tenant);
    }

    /// The tenant of that name, without asking the store.
    public Optional<Tenant> find(TenantId id) {
        return Optional.ofNullable(known.get(id));
    }

    /// Every tenant, in no order.
    public List<Tenant> all() {
        return List.copyOf(known.values());
    }

    /// Makes a tenant, and in the same transaction what `alongside` does.
    ///
    /// @return empty if the name is taken, or was once
    public Optional<Tenant> create(TenantId id, String name, Consumer<Transaction> alongside) {
        var made = database.write(tx -> {
            var tenant = insert(tx, id, name);
            tenant.ifPresent(ignored -> alongside.accept(tx));
            return tenant;
        });
        return made;
    }

    private Optional<Tenant> insert(Transaction tx, TenantId id, String name) {
        var tenant = new Tenant(
                id, InternalId.random(random), name, Instant.ofEpochMilli(tx.now()), 0, Pauses.NONE, Limits.NONE);
        int rows = tx.sql()
                .update(
                        "insert into tenant (id, internal_id, name, created_at, ended_seq) values (?, ?, ?, ?, 0)"
                                + " on conflict do nothing",
                        id.value(),
                        tenant.internalId().bytes(),
                        name,
                        tx.now());
        if (rows == 0) {
            return Optional.empty();
        }
        tx.afterCommit(() -> know(tenant));
        tell(tx, id);
        return Optional.of(tenant);
    }

    /// The tenant as the snapshot or transaction of `sql` sees it; empty if it is deleted there.
    public Optional<Tenant> current(Sql sql, TenantId id) {
        return sql.one(COLUMNS + " and id = ?", Tenants::tenant, id.value());
    }

    /// Ends, with `seq`, every session of the tenant that began before; joins the caller's transaction.
    ///
    /// @param detail what `actor` said about it; free text, for operators
    public void end(Transaction tx, TenantId id, long seq, Actor actor, @Nullable String detail) {
        tx.sql()
                .update(
                        "update tenant set ended_seq = ?, ended_by = ?, end_detail = ? where id = ?",
                        seq,
                        actor.toString(),
                        detail,
                        id.value());
        tx.afterCommit(() -> change(id, old -> old.endedAt(seq)));
        tell(tx, id);
    }

    /// Suspends the tenant, or resumes it; joins the caller's transaction.
    public void pause(Transaction tx, Tenant current, boolean suspended) {
        var old = current.pauses();
        var now = Instant.ofEpochMilli(tx.now());
        var next = suspended ? old.begun(now) : old.ended(now);
        tx.sql()
                .update(
                        "update tenant set pauses = ? where id = ?",
                        next.text(),
                        current.id().value());
        tx.afterCommit(() -> change(current.id(), known -> known.paused(next)));
        tell(tx, current.id());
    }

    /// Gives the tenant other limits; joins the caller's transaction.
    public void limit(Transaction tx, TenantId id, Limits limits) {
        tx.sql()
                .update(
                        "update tenant set requests_per_second = ?, sign_ins_per_second = ?, most_sessions = ?,"
                                + " most_subjects = ? where id = ?",
                        limits.requestsPerSecond(),
                        limits.signInsPerSecond(),
                        limits.sessions(),
                        limits.subjects(),
                        id.value());
        tx.afterCommit(() -> change(id, old -> old.limited(limits)));
        tell(tx, id);
    }

    /// Gives the tenant another name to show; joins the caller's transaction.
    public void rename(Transaction tx, TenantId id, String name) {
        tx.sql().update("update tenant set name = ? where id = ?", name, id.value());
        tx.afterCommit(() -> change(id, old -> old.named(name)));
        tell(tx, id);
    }

    /// Makes the tenant one that was, whose sessions ended with `seq`: its id is never given again, its name is
    /// forgotten. Joins the caller's transaction.
    public void delete(Transaction tx, TenantId id, long seq) {
        tx.sql()
                .update(
                        "update tenant set name = '', deleted_at = ?, ended_seq = ? where id = ?",
                        tx.now(),
                        seq,
                        id.value());
        tx.afterCommit(() -> forget(id));
        tell(tx, id);
    }

    /// Whether the store never had a tenant.
    public boolean isNewStore() {
        return database.query(sql -> sql.number("select case when exists (select 1 from tenant) then 0 else 1 end"))
                == 1;
    }

    private static void tell(Transaction tx, TenantId id) {
        tx.tell(TOPIC, id.value());
    }

    private void change(TenantId id, java.util.function.UnaryOperator<Tenant> change) {
        var changed = known.computeIfPresent(id, (_, old) -> change.apply(old));
        if (changed != null) {
            byName.put(id.value(), changed);
        }
    }

    /// Some of those that `which` wants, by name.
    ///
    /// @param cursor of an earlier page, or empty text for the first
    public Page<Tenant> list(Predicate<Tenant> which, String cursor, int limit) {
        var found = byName.tailMap(cursor, false).values().stream()
                .filter(which)
                .limit(limit + 1L)
                .toList();
        return found.size() <= limit
                ? new Page<>(found, Optional.empty())
                : new Page<>(
                        found.subList(0, limit),
                        Optional.of(found.get(limit - 1).id().value()));
    }

    private static Tenant tenant(Row row) throws SQLException {
        return new Tenant(
                new TenantId(row.text(1)),
                InternalId.of(row.bytes(2)),
                row.text(3),
                row.instant(4),
                row.number(5),
                Pauses.of(row.text(6)),
                limits(row));
    }

    private static Limits limits(Row row) throws SQLException {
        var limits = new Limits(integer(row, 7), integer(row, 8), number(row, 9), number(row, 10));
        return limits.equals(Limits.NONE) ? Limits.NONE : limits;
    }

    private static @Nullable Integer integer(Row row, int column) throws SQLException {
        return row.isNull(column) ? null : row.integer(column);
    }

    private static @Nullable Long number(Row row, int column) throws SQLException {
        return row.isNull(column) ? null : row.number(column);
    }
}
