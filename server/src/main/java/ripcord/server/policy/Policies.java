package ripcord.server.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Interner;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
    /// As many tenants in one statement.
    private static final int AT_ONCE = 100;
    private static final String COLUMNS = """
            select tenant, version, document, changed_at, actor, (select seq from revocation_head),
                   (select created_at from tenant where id = p.tenant)
              from policy p
            """;
    private static final String NEWEST = COLUMNS + " where tenant = ? order by version desc limit ?";
    private static final String OLDER = COLUMNS + " where tenant = ? and version < ? order by version desc limit ?";
    private static final String NEWEST_OF_MANY = COLUMNS
            + " where tenant in (?" + ", ?".repeat(AT_ONCE - 1) + ")"
            + " and version > (select max(version) from policy where tenant = p.tenant) - " + MOST_LOOKED_BACK
            + " order by tenant, version desc";

    private final Database database;
    private final RevocationLog log;
    private final Cache<TenantId, Known> cache = Caffeine.newBuilder()
            .maximumSize(MOST_CACHED)
            .executor(Runnable::run)
            .build();
    /// Most tenants want the same: one object for all of them stays in the processor's caches.
    private final Interner<Policy> alike = Interner.newWeakInterner();

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
        keep(tenant, read);
        return read;
    }

    /// The policies of several tenants: what is not in memory is read a hundred at a time.
    public Map<TenantId, Versioned> of(Set<TenantId> tenants) {
        var found = new HashMap<TenantId, Versioned>();
        var missing = new ArrayList<TenantId>();
        for (var tenant : tenants) {
            var known = cache.getIfPresent(tenant);
            if (known != null && stillSo(known)) {
                found.put(tenant, known.policy);
            } else {
                missing.add(tenant);
            }
        }
        for (int at = 0; at < missing.size(); at += AT_ONCE) {
            var some = missing.subList(at, Math.min(at + AT_ONCE, missing.size()));
            var read = database.query(sql -> newest(sql, some));
            read.forEach(this::keep);
            found.putAll(read);
        }
        return found;
    }

    private void keep(TenantId tenant, Versioned read) {
        cache.asMap()
                .merge(tenant, Known.of(tenant, read), (a, b) -> a.policy.position() > b.policy.position() ? a : b);
    }

    /// The one rule, for a copy of a policy.
    private boolean stillSo(Known known) {
        long position = known.policy.position();
        return !log.live().anyAfter(known.tenant, position) && !log.live().hasForgottenSince(position);
    }

    /// A version as its row has it, and since when there has been the tenant.
    private record Stored(
            TenantId tenant, Versioned version, @Nullable Instant tenantSince) {}

    private Versioned newest(Sql sql, TenantId tenant) {
        var newestFirst = sql.list(NEWEST, this::stored, tenant.value(), MOST_LOOKED_BACK);
        return newestFirst.isEmpty() ? none(sql) : newest(newestFirst);
    }

    private Map<TenantId, Versioned> newest(Sql sql, List<TenantId> some) {
        var names = new Object[AT_ONCE];
        for (int i = 0; i < AT_ONCE; i++) {
            names[i] = some.get(Math.min(i, some.size() - 1)).value();
        }
        var byTenant =
                sql.list(NEWEST_OF_MANY, this::stored, names).stream().collect(Collectors.groupingBy(Stored::tenant));
        var none = none(sql);
        return some.stream().collect(Collectors.toMap(tenant -> tenant, tenant -> {
            var newestFirst = byTenant.get(tenant);
            return newestFirst == null ? none : newest(newestFirst);
        }));
    }

    private Versioned none(Sql sql) {
        return new Versioned(0, Policy.DEFAULT, Instant.EPOCH, Actor.SYSTEM.toString(), log.head(sql), Trace.NONE);
    }

    private static Versioned newest(List<Stored> newestFirst) {
        var versions = newestFirst.stream().map(Stored::version).toList();
        var before = versions.size() == MOST_LOOKED_BACK
                ? Trace.unknown(versions.getLast().changedAt())
                : Trace.ofCopies(copiesByDefault(newestFirst.getLast()));
        return versions.getFirst().with(trace(versions, before));
    }

    /// Until when a JWKS may be kept that was handed out before the tenant's first policy, if it has been without one.
    private static Instant copiesByDefault(Stored first) {
        var since = first.tenantSince;
        var stated = first.version.changedAt();
        return since != null && since.isBefore(stated)
                ? stated.plus(Policy.DEFAULT.keys().jwksMaxAge())
                : Instant.EPOCH;
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
        var found = database.readMuch(() ->
                database.query(sql -> sql.list(OLDER, this::stored, tenant.value(), before, limit + 1).stream()
                        .map(Stored::version)
                        .toList()));
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

    private Stored stored(Row row) throws SQLException {
        var policy = switch (PolicyDocument.read(JSON.readTree(row.text(3)))) {
            case PolicyDocument.Reading.Valid(var valid) -> valid;
            case PolicyDocument.Reading.Faulty(var faults) ->
                throw new IllegalStateException("policy " + row.number(2) + ": " + faults);
        };
        var version = new Versioned(
                row.number(2), alike.intern(policy), row.instant(4), row.text(5), row.number(6), Trace.NONE);
        return new Stored(new TenantId(row.text(1)), version, row.instantOrNull(7));
    }
}
