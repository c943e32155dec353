package ripcord.server.tenant;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import ripcord.server.database.Database;
import ripcord.server.database.Page;
import ripcord.server.database.Row;
import ripcord.server.database.Transaction;

/// All tenants, held in memory. Thread-safe.
public final class Tenants {
    private static final String COLUMNS = "select id, internal_id, name, created_at, ended_seq from tenant";

    private final Database database;
    private final RandomGenerator random;
    private final Map<TenantId, Tenant> known = new ConcurrentHashMap<>();

    /// Reads all tenants of the store.
    ///
    /// @param random must be unpredictable: internal ids come from it
    public Tenants(Database database, RandomGenerator random) {
        this.database = database;
        this.random = random;
        database.query(sql -> sql.list(COLUMNS, Tenants::tenant)).forEach(tenant -> known.put(tenant.id(), tenant));
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
    /// @return empty if the name is taken
    public Optional<Tenant> create(TenantId id, String name, Consumer<Transaction> alongside) {
        var made = database.write(tx -> {
            var tenant = insert(tx, id, name);
            tenant.ifPresent(ignored -> alongside.accept(tx));
            return tenant;
        });
        return made;
    }

    private Optional<Tenant> insert(Transaction tx, TenantId id, String name) {
        var tenant = new Tenant(id, InternalId.random(random), name, Instant.ofEpochMilli(tx.now()), 0);
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
        tx.afterCommit(() -> known.put(id, tenant));
        return Optional.of(tenant);
    }

    /// Ends, with `seq`, every session of the tenant that began before; joins the caller's transaction.
    public void end(Transaction tx, TenantId id, long seq) {
        tx.sql().update("update tenant set ended_seq = ? where id = ?", seq, id.value());
        tx.afterCommit(() -> known.computeIfPresent(
                id, (_, old) -> new Tenant(id, old.internalId(), old.name(), old.createdAt(), seq)));
    }

    /// Some of those that `which` wants, by name.
    ///
    /// @param cursor of an earlier page, or empty text for the first
    public Page<Tenant> list(Predicate<Tenant> which, String cursor, int limit) {
        var found = known.values().stream()
                .filter(tenant -> tenant.id().value().compareTo(cursor) > 0 && which.test(tenant))
                .sorted(Comparator.comparing(tenant -> tenant.id().value()))
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
                new TenantId(row.text(1)), InternalId.of(row.bytes(2)), row.text(3), row.instant(4), row.number(5));
    }
}
