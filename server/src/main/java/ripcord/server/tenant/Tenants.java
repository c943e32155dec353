package ripcord.server.tenant;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import ripcord.server.database.Database;
import ripcord.server.database.Page;
import ripcord.server.database.Row;
import ripcord.server.database.Transaction;

/// All tenants, held in memory. Thread-safe.
public final class Tenants {
    private static final int PAGE = 100;
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

    /// Tenants by name.
    ///
    /// @param cursor of an earlier page, or empty text for the first
    public Page<Tenant> list(String cursor) {
        var found = known.values().stream()
                .filter(tenant -> tenant.id().value().compareTo(cursor) > 0)
                .sorted((a, b) -> a.id().value().compareTo(b.id().value()))
                .limit(PAGE + 1L)
                .toList();
        return found.size() <= PAGE
                ? new Page<>(found, Optional.empty())
                : new Page<>(
                        found.subList(0, PAGE),
                        Optional.of(found.get(PAGE - 1).id().value()));
    }

    private static Tenant tenant(Row row) throws SQLException {
        return new Tenant(
                new TenantId(row.text(1)), InternalId.of(row.bytes(2)), row.text(3), row.instant(4), row.number(5));
    }
}
