package ripcord.server.session;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import ripcord.server.database.Database;
import ripcord.server.database.Row;
import ripcord.server.database.Sql;
import ripcord.server.database.Stretches;
import ripcord.server.policy.Policies;
import ripcord.server.session.SweepDue.Seen;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;

/// One walk over the sessions of all tenants, a stretch at a time, by what each row says and what is in memory of its
/// tenant: no index tells what is due, because each would have to be kept with every use. Nearly all rows are left out
/// by the store, since they are due for no tenant, whatever its policy.
///
/// A session that is used while the walk passes may be missed, and is met by the next one.
final class SweepWalk {
    private static final String CLIENTS_ENDED = "select coalesce(max(ended_seq), 0) from client";
    private static final int TENANTS_AT_A_TIME = 1_000;
    /// Those who have sessions, each found by one look into the index.
    private static final String TENANTS = """
            with recursive wanted (tenant, n) as (
                select min(tenant), 1 from session where tenant > ?
                union all
                select (select min(tenant) from session where tenant > wanted.tenant), n + 1 from wanted
                 where wanted.tenant is not null and n < ?)
            select tenant from wanted where tenant is not null
            """;
    private static final String SEEN = """
            select tenant, id, ended_at, expires_at, last_seen_at, since_seq,
                   coalesce((select ended_seq from client
                              where client.tenant = session.tenant and client.client_id = session.client_id), 0)
              from session
            """;
    /// What may be due for some tenant.
    private static final String MAYBE = """
             and (ended_at <= ?
                  or (ended_at is null and (expires_at <= ? or last_seen_at <= ? or since_seq < ?)))
            """;

    private final Database database;
    private final Stretches stretches;
    private final String walk;
    private final SweepDue due;
    private String lastTenant = "";
    private boolean knowsTenants;
    private long from;
    private boolean isOver;

    SweepWalk(Database database, Tenants tenants, Policies policies, InstantSource clock) {
        this.database = database;
        this.stretches = database.stretches("session");
        this.walk = SEEN + " where " + stretches.within() + MAYBE;
        long clientsEnded = database.query(sql -> sql.number(CLIENTS_ENDED));
        this.due = new SweepDue(tenants, policies, clock.instant(), clientsEnded);
    }

    /// Whether the last row was seen.
    boolean isOver() {
        return isOver;
    }

    /// Those of the next stretch of which something is due, as far as can be seen from here; none while not all tenants
    /// are known.
    List<SessionKey> next() {
        if (!knowsTenants) {
            learn();
        }
        return knowsTenants ? database.query(this::stretch) : List.of();
    }

    private void learn() {
        var names = database.query(sql -> sql.list(TENANTS, row -> row.text(1), lastTenant, TENANTS_AT_A_TIME));
        due.learn(names);
        knowsTenants = names.size() < TENANTS_AT_A_TIME;
        if (!knowsTenants) {
            lastTenant = names.getLast();
        }
    }

    private List<SessionKey> stretch(Sql sql) {
        var next = sql.one(stretches.next(), row -> new Next(row.number(1), row.flag(2)), from)
                .orElseThrow();
        var seen = sql.list(
                walk,
                SweepWalk::seen,
                from,
                next.begins,
                due.endedBefore(),
                due.now(),
                due.usedBefore(),
                due.endedSeq());
        from = next.begins;
        isOver = next.isNone;
        return seen.stream().filter(due::concerns).map(Seen::key).toList();
    }

    /// Where the next stretch begins, and whether there is none.
    private record Next(long begins, boolean isNone) {}

    private static Seen seen(Row row) throws SQLException {
        return new Seen(
                new SessionKey(new TenantId(row.text(1)), SessionId.of(row.bytes(2))),
                row.instantOrNull(3),
                row.instant(4),
                row.instant(5),
                row.number(6),
                row.number(7));
    }
}
