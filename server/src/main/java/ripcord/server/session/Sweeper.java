package ripcord.server.session;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ripcord.server.database.Database;
import ripcord.server.database.Sql;
import ripcord.server.database.Transaction;
import ripcord.server.policy.Policies;
import ripcord.server.policy.Policy.SessionPolicy;
import ripcord.server.session.Endings.Cause;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;

/// Writes down, in the background and in small batches, what nobody waits for: last uses, ends by time, ends that a
/// client's or a tenant's entry brought, and the forgetting of old sessions. Nothing relies on it being prompt.
public final class Sweeper {
    private static final int BATCH = 200;
    private static final int STRIDE = 1_000;
    /// Few enough that whoever signs in meanwhile does not notice.
    private static final int TOGETHER = 50;
    private static final String WALK = """
            select s.id, case
                     when s.ended_at is not null then s.ended_at <= ?
                     else s.expires_at <= ? or s.last_seen_at <= ? or s.since_seq < t.ended_seq
                          or s.since_seq < coalesce(c.ended_seq, 0) end
              from session s
              join tenant t on t.id = s.tenant
              left join client c on c.tenant = s.tenant and c.client_id = s.client_id
             where s.tenant = ? and s.id > ?
             order by s.id limit ?
            """;

    private final Database database;
    private final SessionStore store;
    private final Endings endings;
    private final Tenants tenants;
    private final Policies policies;
    private final InstantSource clock;

    /// Sweeps what `endings` ends.
    public Sweeper(Database database, SessionStore store, Endings endings, Around around, InstantSource clock) {
        this.database = database;
        this.store = store;
        this.endings = endings;
        this.tenants = around.tenants;
        this.policies = around.policies;
        this.clock = clock;
    }

    /// Who there is, what they want, and who is told.
    public record Around(Tenants tenants, Policies policies) {}

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
    ///
    /// It walks over all rows: no index tells what is due, because each would have to be kept with every use.
    public void sweep() {
        writeUses();
        for (var id = tenantAfter(""); id.isPresent(); id = tenantAfter(id.get().value())) {
            if (tenants.find(id.get()).isPresent()) {
                sweep(id.get());
            }
        }
    }

    /// Those without a session are not looked at.
    private Optional<TenantId> tenantAfter(String name) {
        return database.query(sql -> sql.one(
                "select tenant from session where tenant > ? order by tenant limit 1",
                row -> new TenantId(row.text(1)),
                name));
    }

    private void sweep(TenantId tenant) {
        var policy = policies.of(tenant).policy().session();
        var step = new Step(new byte[0], List.of());
        do {
            var from = step.last;
            step = database.query(sql -> step(sql, tenant, policy, from));
            for (int at = 0; at < step.due.size(); at += TOGETHER) {
                var some = step.due.subList(at, Math.min(at + TOGETHER, step.due.size()));
                database.write(tx -> {
                    some.forEach(id -> treat(tx, tenant, id));
                    return some.size();
                });
            }
        } while (step.last.length > 0);
    }

    /// What a part of the walk found.
    private static final class Step {
        /// Where it came to; empty at the end of the walk.
        private final byte[] last;

        private final List<SessionId> due;

        Step(byte[] last, List<SessionId> due) {
            this.last = last;
            this.due = due;
        }
    }

    private Step step(Sql sql, TenantId tenant, SessionPolicy policy, byte[] from) {
        var now = clock.instant();
        var due = new ArrayList<SessionId>();
        var seen = sql.list(
                WALK,
                row -> {
                    if (row.flag(2)) {
                        due.add(SessionId.of(row.bytes(1)));
                    }
                    return row.bytes(1);
                },
                now.minus(policy.history()),
                now,
                SessionStore.pauses(sql, tenant).before(now, policy.idle()),
                tenant.value(),
                from,
                STRIDE);
        return new Step(seen.size() < STRIDE ? new byte[0] : seen.getLast(), due);
    }

    /// Decides again, now that nobody else writes: somebody may have used it since it was seen to be due.
    private void treat(Transaction tx, TenantId tenant, SessionId id) {
        var key = new SessionKey(tenant, id);
        var read = store.read(tx.sql(), key, store.reading(tenant, tx.instant()));
        var end = read.map(found -> found.stored().session().ended()).orElse(null);
        if (end == null) {
            return;
        }
        switch (end.reason()) {
            case IDLE, ABSOLUTE -> endings.session(tx, tenant, id, Cause.bySystem(end.reason()));
            // Their entry is in the log already.
            case SUBJECT, CLIENT, TENANT -> endings.writeDown(tx, key, end);
            case LOGOUT, ADMIN, OTHERS, LIMIT, REUSE -> {}
        }
        if (isOld(tx, tenant, end)) {
            tx.sql().update("delete from session_history where tenant = ? and session = ?", tenant.value(), id.bytes());
            tx.sql().update("delete from session where tenant = ? and id = ?", tenant.value(), id.bytes());
        }
    }

    private boolean isOld(Transaction tx, TenantId tenant, Session.End end) {
        var history = policies.of(tenant).policy().session().history();
        return !tx.instant().isBefore(end.at().plus(history));
    }
}
