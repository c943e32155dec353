package ripcord.server.session;

import static java.util.Objects.requireNonNull;

import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import ripcord.server.database.Database;
import ripcord.server.database.Row;
import ripcord.server.policy.Policies;
import ripcord.server.policy.Policy.SessionPolicy;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;

/// One walk over the sessions of all tenants, a stride at a time, by what each row says and what is in memory of its
/// tenant: no index tells what is due, because each would have to be kept with every use.
final class SweepWalk {
    static final int STRIDE = 1_000;
    private static final String WALK = """
            select s.tenant, s.id, s.ended_at, s.expires_at, s.last_seen_at, s.since_seq,
                   coalesce((select ended_seq from client where tenant = s.tenant and client_id = s.client_id), 0)
              from session s
             where (s.tenant, s.id) > (?, ?)
             order by s.tenant, s.id limit %d
            """.formatted(STRIDE);

    private final Database database;
    private final Tenants tenants;
    private final Policies policies;
    private final InstantSource clock;
    private String tenant = "";
    private byte[] session = new byte[0];
    private boolean isOver;

    SweepWalk(Database database, Tenants tenants, Policies policies, InstantSource clock) {
        this.database = database;
        this.tenants = tenants;
        this.policies = policies;
        this.clock = clock;
    }

    /// Whether the last row was seen.
    boolean isOver() {
        return isOver;
    }

    /// What the walk looks at of a row.
    private record Seen(
            String tenant,
            SessionId id,
            @Nullable Instant endedAt,
            Instant expiresAt,
            Instant lastSeenAt,
            long sinceSeq,
            long clientEndedSeq) {
        static Seen of(Row row) throws SQLException {
            return new Seen(
                    row.text(1),
                    SessionId.of(row.bytes(2)),
                    row.instantOrNull(3),
                    row.instant(4),
                    row.instant(5),
                    row.number(6),
                    row.number(7));
        }
    }

    /// What is due for a tenant's sessions.
    ///
    /// @param endedBefore what ended then or before is old
    /// @param usedBefore  what was used then or before, and not since, is idle
    /// @param endedSeq    what began before that position of the log is over
    private record Due(TenantId tenant, Instant now, Instant endedBefore, Instant usedBefore, long endedSeq) {
        static Due of(Tenant tenant, SessionPolicy policy, Instant now) {
            return new Due(
                    tenant.id(),
                    now,
                    now.minus(policy.history()),
                    tenant.pauses().before(now, policy.idle()),
                    tenant.endedSeq());
        }

        boolean concerns(Seen seen) {
            var endedAt = seen.endedAt;
            return endedAt != null
                    ? !endedAt.isAfter(endedBefore)
                    : !seen.expiresAt.isAfter(now)
                            || !seen.lastSeenAt.isAfter(usedBefore)
                            || seen.sinceSeq < Math.max(endedSeq, seen.clientEndedSeq);
        }
    }

    /// Those of the next stride of which something is due, as far as can be seen from here.
    List<SessionKey> next() {
        var seen = database.query(sql -> sql.list(WALK, Seen::of, tenant, session));
        isOver = seen.size() < STRIDE;
        if (!seen.isEmpty()) {
            tenant = seen.getLast().tenant;
            session = seen.getLast().id.bytes();
        }
        var due = due(seen.stream().map(Seen::tenant).collect(Collectors.toSet()));
        var found = new ArrayList<SessionKey>();
        for (var each : seen) {
            var ofTenant = due.get(each.tenant);
            if (ofTenant != null && ofTenant.concerns(each)) {
                found.add(new SessionKey(ofTenant.tenant, each.id));
            }
        }
        return found;
    }

    /// By name; nothing of those that are deleted.
    private Map<String, Due> due(Set<String> names) {
        var there = names.stream()
                .flatMap(name -> tenants.find(new TenantId(name)).stream())
                .toList();
        var wanted = policies.of(there.stream().map(Tenant::id).collect(Collectors.toSet()));
        var now = clock.instant();
        var due = new HashMap<String, Due>();
        for (var each : there) {
            var policy = requireNonNull(wanted.get(each.id())).policy();
            due.put(each.id().value(), Due.of(each, policy.session(), now));
        }
        return due;
    }
}
