package ripcord.server.policy;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Database;
import ripcord.server.database.Transaction;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.revocation.Target;
import ripcord.server.revocation.TargetType;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.TenantId;
import tools.jackson.databind.json.JsonMapper;

/// Every tenant's policy, its newest in memory, all of them in the store. Thread-safe.
public final class Policies {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String NEWEST = """
            select version, document, changed_at, actor, (select seq from revocation_head) from policy
             where tenant = ? order by version desc limit 1
            """;
    private static final int MOST_HISTORY = 100;

    private final Database database;
    private final RevocationLog log;
    private final Map<TenantId, Versioned> cache = new ConcurrentHashMap<>();

    /// Policies whose changes are entries of `log`.
    public Policies(Database database, RevocationLog log) {
        this.database = database;
        this.log = log;
    }

    /// The tenant's policy.
    public Versioned of(TenantId tenant) {
        var known = cache.get(tenant);
        if (known != null && !log.live().anyAfter(Target.of(TargetType.TENANT, tenant, ""), known.position())) {
            return known;
        }
        var read = database.read(handle -> newest(handle, tenant));
        cache.merge(tenant, read, (a, b) -> a.position() > b.position() ? a : b);
        return read;
    }

    private Versioned newest(Handle handle, TenantId tenant) {
        return handle.createQuery(NEWEST)
                .bind(0, tenant.value())
                .map((row, _) -> versioned(row))
                .findOne()
                .orElseGet(() ->
                        new Versioned(0, Policy.DEFAULT, Instant.EPOCH, Actor.SYSTEM.toString(), log.head(handle)));
    }

    /// Puts `policy` in place of the tenant's, and says so in the log.
    ///
    /// @param ifVersion the version it must have; null for whichever
    /// @return empty if it has another version
    public Optional<Versioned> replace(TenantId tenant, @Nullable Long ifVersion, Policy policy, String actor) {
        return database.write(tx -> {
            var old = newest(tx.handle(), tenant);
            if (ifVersion != null && ifVersion != old.version()) {
                return Optional.empty();
            }
            return Optional.of(insert(tx, tenant, old.version() + 1, policy, actor));
        });
    }

    /// Gives a new tenant its first policy, in the transaction that makes it.
    public void first(Transaction tx, TenantId tenant, Policy policy, String actor) {
        insert(tx, tenant, 1, policy, actor);
    }

    private Versioned insert(Transaction tx, TenantId tenant, long version, Policy policy, String actor) {
        tx.handle()
                .createUpdate("""
                        insert into policy (tenant, version, document, changed_at, actor) values (?, ?, ?, ?, ?)
                        """)
                .bind(0, tenant.value())
                .bind(1, version)
                .bind(2, JSON.writeValueAsString(PolicyDocument.write(policy)))
                .bind(3, tx.now())
                .bind(4, actor)
                .execute();
        long seq = log.append(tx, tenant, Effect.INVALIDATE, TargetType.TENANT, "");
        var stated = new Versioned(version, policy, Instant.ofEpochMilli(tx.now()), actor, seq);
        tx.afterCommit(() -> cache.put(tenant, stated));
        return stated;
    }

    /// Who stated what, newest first; at most the last 100.
    public List<Versioned> history(TenantId tenant) {
        return database.read(handle -> handle.createQuery("""
                        select version, document, changed_at, actor, (select seq from revocation_head) from policy
                         where tenant = ? order by version desc limit ?
                        """)
                .bind(0, tenant.value())
                .bind(1, MOST_HISTORY)
                .map((row, _) -> versioned(row))
                .list());
    }

    private static Versioned versioned(ResultSet row) throws SQLException {
        var policy = switch (PolicyDocument.read(JSON.readTree(row.getString(2)))) {
            case PolicyDocument.Reading.Valid(var valid) -> valid;
            case PolicyDocument.Reading.Faulty(var faults) ->
                throw new IllegalStateException("policy " + row.getLong(1) + ": " + faults);
        };
        return new Versioned(
                row.getLong(1), policy, Instant.ofEpochMilli(row.getLong(3)), row.getString(4), row.getLong(5));
    }
}
