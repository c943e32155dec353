package ripcord.server.tenancy;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Database;
import ripcord.server.database.Transaction;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.revocation.TargetType;
import ripcord.server.session.Ended;
import ripcord.server.tenant.Limits;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;

/// Renames, limits, suspends and resumes tenants. Thread-safe.
///
/// Suspending voids every access token by an entry of the log, and ends no session: its row says that it cannot be used
/// now. Whoever gives something reads that in the snapshot whose position he states, so nothing that is given carries
/// a position after the entry.
public final class TenantChanges {
    private final Database database;
    private final Tenants tenants;
    private final RevocationLog log;

    /// Changes `tenants`, and says so in `log`.
    public TenantChanges(Database database, Tenants tenants, RevocationLog log) {
        this.database = database;
        this.tenants = tenants;
        this.log = log;
    }

    /// The tenant as it is now.
    ///
    /// @param stated the position from which on nobody is mistaken about the suspension; null if it was not stated
    public record Changed(Tenant tenant, @Nullable Ended stated) {}

    /// Does all of `change`, or nothing. Stating again what is so changes nothing, and is answered likewise.
    ///
    /// @return empty if there is no such tenant
    public Optional<Changed> change(TenantId id, TenantChange change) {
        return database.write(tx -> {
            tx.acknowledge();
            return tenants.current(tx.sql(), id).map(old -> change(tx, old, change));
        });
    }

    private Changed change(Transaction tx, Tenant old, TenantChange change) {
        var name = change.name();
        if (name != null) {
            tenants.rename(tx, old.id(), name);
        }
        var limits = change.limits();
        if (limits != null) {
            limit(tx, old.id(), limits.apply(old.limits()));
        }
        var suspended = change.suspended();
        var stated = suspended == null ? null : pause(tx, old, suspended);
        return new Changed(tenants.current(tx.sql(), old.id()).orElseThrow(), stated);
    }

    /// From now on sessions and subjects are counted, if there is a limit; what there is, is counted once, now.
    private void limit(Transaction tx, TenantId id, Limits limits) {
        tenants.limit(tx, id, limits);
        recount(tx, id, new Counter("sessions", "session", " and ended_at is null"), limits.sessions());
        recount(tx, id, new Counter("subjects", "subject", " and erased = 0"), limits.subjects());
    }

    private record Counter(String column, String table, String which) {}

    private static void recount(Transaction tx, TenantId id, Counter counter, @Nullable Long most) {
        if (most == null) {
            tx.sql().update("update tenant set " + counter.column + " = null where id = ?", id.value());
        } else {
            tx.sql()
                    .update(
                            "update tenant set " + counter.column + " = coalesce(" + counter.column
                                    + ", (select count(*) from " + counter.table + " where tenant = ?" + counter.which
                                    + ")) where id = ?",
                            id.value(),
                            id.value());
        }
    }

    private Ended pause(Transaction tx, Tenant old, boolean suspended) {
        var now = Instant.ofEpochMilli(tx.now());
        if (suspended == old.isSuspended()) {
            return new Ended(log.head(tx.sql()), now, 0);
        }
        tenants.pause(tx, old, suspended);
        // Resuming gives no token its worth back; what others remember as refused is old.
        var effect = suspended ? Effect.REVOKE : Effect.INVALIDATE;
        return new Ended(log.append(tx, old.id(), effect, TargetType.TENANT, ""), now, 0);
    }
}
