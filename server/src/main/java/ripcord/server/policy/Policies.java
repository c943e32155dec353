package ripcord.server.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Database;
import ripcord.server.database.Page;
import ripcord.server.database.Row;
import ripcord.server.database.Sql;
import ripcord.server.database.Transaction;
import ripcord.server.policy.Versioned.Trace;
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
    private static final int MOST_CACHED = 10_000;
    private static final int MOST_LOOKED_BACK = 20;
    private static final String NEWEST = """
            select version, document, changed_at, actor, (select seq from revocation_head) from policy
             where tenant = ? order by version desc limit ?
            """;
    private static final String OLDER = """
            select version, document, changed_at, actor, (select seq from revocation_head) from policy
             where tenant = ? and version < ? order by version desc limit ?
            """;

    private final Database database;
    private final RevocationLog log;
    private final Cache<TenantId, Known> cache = Caffeine.newBuilder()
            .maximumSize(MOST_CACHED)
            .executor(Runnable::run)
            .build();

    /// A policy, and whose entries make it old.
    private record Known(Versioned policy, Target tenant) {
        static Known of(TenantId tenant, Versioned policy) {
            return new Known(policy, Target.of(TargetType.TENANT, tenant, ""));
        }
    }

    /// A version of a policy, and what it changed.
    ///
    /// @param changes against the version before; the first against the default
    public record Stated(Versioned versioned, List<PolicyDiff.Change> changes) {
        /// Copies the list.
        public Stated {
            changes = List.copyOf(changes);
        }
    }

    /// Policies whose changes are entries of `log`.
    public Policies(Database database, RevocationLog log) {
        this.database = database;
        this.log = log;
    }

    /// The tenant's policy.
    public Versioned of(TenantId tenant) {
        var known = cache.getIfPresent(tenant);
        if (known != null && stillSo(known)) {
            return known.policy;
        }
        var read = database.query(sql -> newest(sql, tenant));
        cache.asMap()
                .merge(tenant, Known.of(tenant, read), (a, b) -> a.policy.position() > b.policy.position() ? a : b);
        return read;
    }

    /// The one rule, for a copy of a policy.
    private boolean stillSo(Known known) {
        long position = known.policy.position();
        return !log.live().anyAfter(known.tenant, position) && !log.live().hasForgottenSince(position);
    }

    private Versioned newest(Sql sql, TenantId tenant) {
        var newestFirst = sql.list(NEWEST, Policies::versioned, tenant.value(), MOST_LOOKED_BACK);
        if (newestFirst.isEmpty()) {
            return new Versioned(0, Policy.DEFAULT, Instant.EPOCH, Actor.SYSTEM.toString(), log.head(sql), Trace.NONE);
        }
        var first = newestFirst.getLast().changedAt();
        var before = newestFirst.size() == MOST_LOOKED_BACK
                ? Trace.unknown(first)
                : Trace.ofCopies(copiesByDefault(sql, tenant, first));
        return newestFirst.getFirst().with(trace(newestFirst, before));
    }

    /// Until when a JWKS may be kept that was handed out before the tenant's first policy, if it has been without one.
    private static Instant copiesByDefault(Sql sql, TenantId tenant, Instant first) {
        boolean wasWithout =
                sql.number("select count(*) from tenant where id = ? and created_at < ?", tenant.value(), first) > 0;
        return wasWithout ? first.plus(Policy.DEFAULT.keys().jwksMaxAge()) : Instant.EPOCH;
    }

    private static Trace trace(List<Versioned> newestFirst, Trace before) {
        var trace = before;
        for (int i = newestFirst.size() - 1; i > 0; i--) {
            trace = newestFirst
                    .get(i)
                    .with(trace)
                    .traceAfter(newestFirst.get(i - 1).changedAt());
        }
        return trace;
    }

    /// The tenant's policy, if it is in memory and the one rule lets it stand; the store is not asked.
    public Optional<Policy> known(TenantId tenant) {
        return Optional.ofNullable(cache.getIfPresent(tenant))
                .filter(this::stillSo)
                .map(known -> known.policy.policy());
    }

    /// Puts `policy` in place of the tenant's, and says so in the log.
    ///
    /// @param ifVersion the version it must have; null for whichever
    /// @return empty if it has another version
    public Optional<Versioned> replace(TenantId tenant, @Nullable Long ifVersion, Policy policy, String actor) {
        return database.write(tx -> {
            var old = newest(tx.sql(), tenant);
            if (ifVersion != null && ifVersion != old.version()) {
                return Optional.empty();
            }
            insert(tx, tenant, old.version() + 1, policy, actor);
            var stated = newest(tx.sql(), tenant);
            tx.afterCommit(() -> cache.put(tenant, Known.of(tenant, stated)));
            return Optional.of(stated);
        });
    }

    /// How many are in memory: of tenants that were used, and a bounded number of them.
    public long cached() {
        return cache.estimatedSize();
    }

    /// Gives a new tenant its first policy, in the transaction that makes it; read when it is first needed.
    public void first(Transaction tx, TenantId tenant, Policy policy, String actor) {
        insert(tx, tenant, 1, policy, actor);
    }

    private void insert(Transaction tx, TenantId tenant, long version, Policy policy, String actor) {
        tx.sql()
                .update(
                        "insert into policy (tenant, version, document, changed_at, actor) values (?, ?, ?, ?, ?)",
                        tenant.value(),
                        version,
                        JSON.writeValueAsString(PolicyDocument.stored(policy)),
                        tx.now(),
                        actor);
        log.append(tx, tenant, Effect.INVALIDATE, TargetType.TENANT, "");
    }

    /// A page of who stated what, newest first.
    ///
    /// @param before only versions below this one
    /// @param limit  how many at most
    public Page<Stated> history(TenantId tenant, long before, int limit) {
        var found = database.readMuch(
                () -> database.query(sql -> sql.list(OLDER, Policies::versioned, tenant.value(), before, limit + 1)));
        var stated = new ArrayList<Stated>();
        for (int i = 0; i < Math.min(limit, found.size()); i++) {
            var earlier = i + 1 < found.size() ? found.get(i + 1).policy() : Policy.DEFAULT;
            stated.add(new Stated(
                    found.get(i), PolicyDiff.between(earlier, found.get(i).policy())));
        }
        return found.size() <= limit
                ? new Page<>(stated, Optional.empty())
                : new Page<>(
                        stated, Optional.of(String.valueOf(found.get(limit - 1).version())));
    }

    private static Versioned versioned(Row row) throws SQLException {
        var policy = switch (PolicyDocument.read(JSON.readTree(row.text(2)))) {
            case PolicyDocument.Reading.Valid(var valid) -> valid;
            case PolicyDocument.Reading.Faulty(var faults) ->
                throw new IllegalStateException("policy " + row.number(1) + ": " + faults);
        };
        return new Versioned(row.number(1), policy, row.instant(3), row.text(4), row.number(5), Trace.NONE);
    }
}
