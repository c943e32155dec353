package ripcord.server.session;

import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Handle;
import ripcord.server.database.Database;
import ripcord.server.database.Transaction;
import ripcord.server.policy.Policies;
import ripcord.server.session.Endings.Cause;
import ripcord.server.tenant.Actor;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;

/// Writes down, in the background and in small batches, what nobody waits for: last uses, ends by time, ends that a
/// client's or a tenant's entry brought, and the forgetting of old sessions. Nothing relies on it being prompt.
public final class Sweeper {
    private static final int BATCH = 200;

    private final Database database;
    private final SessionStore store;
    private final Endings endings;
    private final Tenants tenants;
    private final Policies policies;
    private final InstantSource clock;

    /// Sweeps what `endings` ends.
    public Sweeper(
            Database database, SessionStore store, Endings endings, TenantPolicies tenants, InstantSource clock) {
        this.database = database;
        this.store = store;
        this.endings = endings;
        this.tenants = tenants.tenants;
        this.policies = tenants.policies;
        this.clock = clock;
    }

    /// Who there is, and what they want.
    public record TenantPolicies(Tenants tenants, Policies policies) {}

    private record Due(SessionKey key, EndReason reason) {}

    /// Writes when sessions were last used. Call it every few seconds.
    public void writeUses() {
        for (var some = store.lastSeen().some(BATCH);
                !some.isEmpty();
                some = store.lastSeen().some(BATCH)) {
            var uses = some;
            database.write(tx -> {
                store.used(tx, uses);
                return uses.size();
            });
        }
    }

    /// Ends what is over, and forgets what ended long ago. Call it every minute or so.
    public void sweep() {
        writeUses();
        for (var tenant : tenants.all()) {
            sweepExpired(tenant.id());
            sweepEnded(tenant);
            forgetOld(tenant.id());
        }
    }

    private void sweepExpired(TenantId tenant) {
        List<Due> due;
        do {
            due = database.read(handle -> expired(handle, tenant));
            for (var one : due) {
                database.write(tx -> endIfStillDue(tx, one));
            }
        } while (due.size() == BATCH);
    }

    private List<Due> expired(Handle handle, TenantId tenant) {
        long now = clock.millis();
        long idle = policies.of(tenant).policy().session().idle().toMillis();
        return handle.createQuery("""
                        select id, expires_at <= :now from session
                         where tenant = :tenant and ended_at is null
                           and (last_seen_at <= :now - :idle or expires_at <= :now)
                         limit :limit
                        """)
                .bind("now", now)
                .bind("idle", idle)
                .bind("tenant", tenant.value())
                .bind("limit", BATCH)
                .map((row, _) -> new Due(
                        new SessionKey(tenant, SessionId.of(row.getBytes(1))),
                        row.getInt(2) != 0 ? EndReason.ABSOLUTE : EndReason.IDLE))
                .list();
    }

    /// Somebody may have used it since it was seen to be due.
    private boolean endIfStillDue(Transaction tx, Due due) {
        var key = due.key;
        if (store.current(tx, key.tenant(), key.id()) instanceof Lookup.Over(var reason)) {
            endings.session(tx, key.tenant(), key.id(), Cause.bySystem(reason));
            return true;
        }
        return false;
    }

    /// The rows that an entry of a client or of the tenant has ended: the entry is there already.
    private void sweepEnded(Tenant tenant) {
        int swept;
        do {
            swept = database.write(tx -> closeEnded(tx, tenant.id()));
        } while (swept == BATCH);
    }

    private int closeEnded(Transaction tx, TenantId tenant) {
        var ended = tx.handle()
                .createQuery("""
                        select s.id, s.since_seq < t.ended_seq
                          from session s
                          join tenant t on t.id = s.tenant
                          left join client c on c.tenant = s.tenant and c.client_id = s.client_id
                         where s.tenant = :tenant and s.ended_at is null
                           and (s.since_seq < t.ended_seq or s.since_seq < c.ended_seq)
                         limit :limit
                        """)
                .bind("tenant", tenant.value())
                .bind("limit", BATCH)
                .map((row, _) -> new Due(
                        new SessionKey(tenant, SessionId.of(row.getBytes(1))),
                        row.getInt(2) != 0 ? EndReason.TENANT : EndReason.CLIENT))
                .list();
        for (var due : ended) {
            store.close(tx, due.key, due.reason);
            store.remember(tx, due.key, SessionEvent.ENDED, Actor.SYSTEM, "");
        }
        return ended.size();
    }

    private void forgetOld(TenantId tenant) {
        long before = clock.millis()
                - policies.of(tenant).policy().session().history().toMillis();
        int forgotten;
        do {
            forgotten = database.write(tx -> forget(tx, tenant, before));
        } while (forgotten == BATCH);
    }

    private static int forget(Transaction tx, TenantId tenant, long before) {
        var old = tx.handle()
                .createQuery("""
                        select id from session where tenant = ? and ended_at <= ? limit ?
                        """)
                .bind(0, tenant.value())
                .bind(1, before)
                .bind(2, BATCH)
                .mapTo(byte[].class)
                .list();
        for (var table :
                List.of("session_history where tenant = ? and session = ?", "session where tenant = ? and id = ?")) {
            var delete = tx.handle().prepareBatch("delete from " + table);
            old.forEach(id -> delete.bind(0, tenant.value()).bind(1, id).add());
            if (!old.isEmpty()) {
                delete.execute();
            }
        }
        return old.size();
    }
}
