package ripcord.server.key;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Database;
import ripcord.server.database.Transaction;
import ripcord.server.policy.Policy.SigningAlgorithm;
import ripcord.server.tenant.TenantId;

/// The rings' rows. The version is the whole concurrency argument: of two who change what they saw, one is told that
/// it is no longer so.
final class SqlRingStore {
    private static final String SELECT = """
            select kid, algorithm, public_key, private_key, announced_at, active_at, retiring_at, gone_at,
                   compromised_at
              from signing_key where tenant = ? order by active_at, kid
            """;
    private static final String INSERT = """
            insert into signing_key (tenant, kid, announced_at, active_at, retiring_at, gone_at, compromised_at,
                                     algorithm, public_key, private_key)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String UPDATE = """
            update signing_key
               set active_at = :active, retiring_at = :retiring, gone_at = :gone, compromised_at = :compromised
             where tenant = :tenant and kid = :kid
            """;

    private final Database database;

    SqlRingStore(Database database) {
        this.database = database;
    }

    StoredRing load(TenantId tenant) {
        return database.read(handle -> new StoredRing(
                version(handle, tenant),
                handle.createQuery(SELECT)
                        .bind(0, tenant.value())
                        .map(SqlRingStore::key)
                        .list()));
    }

    private static long version(Handle handle, TenantId tenant) {
        return handle.createQuery("select version from key_ring where tenant = ?")
                .bind(0, tenant.value())
                .mapTo(Long.class)
                .findOne()
                .orElse(0L);
    }

    /// Takes the next version, in the caller's transaction.
    ///
    /// @return false if the ring has changed since `seen`
    boolean advance(Transaction tx, TenantId tenant, long seen) {
        int rows = tx.handle()
                .createUpdate("""
                        insert into key_ring (tenant, version) values (:tenant, :next)
                        on conflict (tenant) do update set version = excluded.version
                         where key_ring.version = :seen
                        """)
                .bind("tenant", tenant.value())
                .bind("seen", seen)
                .bind("next", seen + 1)
                .execute();
        return rows == 1;
    }

    void insert(Transaction tx, TenantId tenant, StoredKey key) {
        var ring = key.ring();
        tx.handle()
                .createUpdate(INSERT)
                .bind(0, tenant.value())
                .bind(1, ring.kid())
                .bind(2, ring.announcedAt().toEpochMilli())
                .bind(3, ring.activeAt().toEpochMilli())
                .bind(4, millis(ring.retiringAt()))
                .bind(5, millis(ring.goneAt()))
                .bind(6, millis(ring.compromisedAt()))
                .bind(7, ring.algorithm().wireName())
                .bind(8, key.x509())
                .bind(9, key.sealed().bytes())
                .execute();
    }

    void update(Transaction tx, TenantId tenant, RingKey key) {
        tx.handle()
                .createUpdate(UPDATE)
                .bind("tenant", tenant.value())
                .bind("kid", key.kid())
                .bind("active", key.activeAt().toEpochMilli())
                .bind("retiring", millis(key.retiringAt()))
                .bind("gone", millis(key.goneAt()))
                .bind("compromised", millis(key.compromisedAt()))
                .execute();
    }

    private static StoredKey key(ResultSet row, StatementContext context) throws SQLException {
        var ring = new RingKey(
                row.getString(1),
                algorithm(row.getString(2)),
                Instant.ofEpochMilli(row.getLong(5)),
                Instant.ofEpochMilli(row.getLong(6)),
                instant(row, 7),
                instant(row, 8),
                instant(row, 9));
        return new StoredKey(ring, row.getBytes(3), new SealedKey(row.getBytes(4)));
    }

    private static SigningAlgorithm algorithm(String wireName) {
        for (var algorithm : SigningAlgorithm.values()) {
            if (algorithm.wireName().equals(wireName)) {
                return algorithm;
            }
        }
        throw new IllegalStateException("algorithm: " + wireName + " (expected: one that this version knows)");
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }
}
