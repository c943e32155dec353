package ripcord.server.key;

import java.sql.SQLException;
import java.util.List;
import ripcord.server.database.Database;
import ripcord.server.database.Row;
import ripcord.server.database.Sql;
import ripcord.server.database.Transaction;
import ripcord.server.policy.Policy.SigningAlgorithm;
import ripcord.server.tenant.TenantId;

/// The rings' rows. The version is the whole concurrency argument: of two who change what they saw, one is told that
/// it is no longer so.
final class SqlRingStore {
    private static final String SELECT = """
            select kid, algorithm, public_key, private_key, announced_at, active_at, retiring_at, gone_at,
                   compromised_at, wanted_at
              from signing_key where tenant = ? order by active_at, kid
            """;
    private static final String SELECT_ALL = """
            select kid, algorithm, public_key, private_key, announced_at, active_at, retiring_at, gone_at,
                   compromised_at, wanted_at, tenant
              from signing_key
            """;
    private static final String INSERT = """
            insert into signing_key (tenant, kid, announced_at, active_at, retiring_at, gone_at, compromised_at,
                                     wanted_at, algorithm, public_key, private_key)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String ADVANCE = """
            insert into key_ring (tenant, version) values (?, ?)
            on conflict (tenant) do update set version = excluded.version where key_ring.version = ?
            """;
    private static final String UPDATE = """
            update signing_key
               set active_at = ?, retiring_at = ?, gone_at = ?, compromised_at = ?, wanted_at = ?
             where tenant = ? and kid = ?
            """;

    private final Database database;

    SqlRingStore(Database database) {
        this.database = database;
    }

    StoredRing load(TenantId tenant) {
        return database.query(sql -> load(sql, tenant));
    }

    static StoredRing load(Sql sql, TenantId tenant) {
        return new StoredRing(version(sql, tenant), sql.list(SELECT, SqlRingStore::key, tenant.value()));
    }

    private static long version(Sql sql, TenantId tenant) {
        return sql.one("select version from key_ring where tenant = ?", row -> row.number(1), tenant.value())
                .orElse(0L);
    }

    /// Takes the next version, in the caller's transaction.
    ///
    /// @return false if the ring has changed since `seen`
    boolean advance(Transaction tx, TenantId tenant, long seen) {
        return tx.sql().update(ADVANCE, tenant.value(), seen + 1, seen) == 1;
    }

    void insert(Transaction tx, TenantId tenant, StoredKey key) {
        var ring = key.ring();
        tx.sql()
                .update(
                        INSERT,
                        tenant.value(),
                        ring.kid(),
                        ring.announcedAt(),
                        ring.activeAt(),
                        ring.retiringAt(),
                        ring.goneAt(),
                        ring.compromisedAt(),
                        ring.wantedAt(),
                        ring.algorithm().wireName(),
                        key.x509(),
                        key.sealed().bytes());
    }

    void update(Transaction tx, TenantId tenant, RingKey key) {
        tx.sql()
                .update(
                        UPDATE,
                        key.activeAt(),
                        key.retiringAt(),
                        key.goneAt(),
                        key.compromisedAt(),
                        key.wantedAt(),
                        tenant.value(),
                        key.kid());
    }

    void delete(Transaction tx, TenantId tenant, String kid) {
        tx.sql().update("delete from signing_key where tenant = ? and kid = ?", tenant.value(), kid);
    }

    /// A key with whose it is.
    record Owned(TenantId tenant, StoredKey key) {}

    /// Every key of every tenant.
    static List<Owned> all(Sql sql) {
        return sql.list(SELECT_ALL, row -> new Owned(new TenantId(row.text(11)), key(row)));
    }

    static void reseal(Transaction tx, Owned owned, SealedKey sealed) {
        tx.sql()
                .update(
                        "update signing_key set private_key = ? where tenant = ? and kid = ?",
                        sealed.bytes(),
                        owned.tenant().value(),
                        owned.key().ring().kid());
    }

    private static StoredKey key(Row row) throws SQLException {
        var ring = new RingKey(
                row.text(1),
                algorithm(row.text(2)),
                row.instant(5),
                row.instant(6),
                row.instantOrNull(7),
                row.instantOrNull(8),
                row.instantOrNull(9),
                row.instantOrNull(10));
        return new StoredKey(ring, row.bytes(3), new SealedKey(row.bytes(4)));
    }

    private static SigningAlgorithm algorithm(String wireName) {
        for (var algorithm : SigningAlgorithm.values()) {
            if (algorithm.wireName().equals(wireName)) {
                return algorithm;
            }
        }
        throw new IllegalStateException("algorithm: " + wireName + " (expected: one that this version knows)");
    }
}
