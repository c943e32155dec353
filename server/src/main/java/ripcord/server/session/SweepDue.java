package ripcord.server.session;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import ripcord.server.policy.Policies;
import ripcord.server.policy.Policy.SessionPolicy;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;

/// What is due at one time for the sessions of those tenants that were [learned of][#learn(List)], and bounds that hold
/// for all of them, so that a store can leave out most rows by itself.
final class SweepDue {
    private final Tenants tenants;
    private final Policies policies;
    private final Instant now;
    private final Map<String, Due> byTenant = new HashMap<>();
    private Instant endedBefore = Instant.EPOCH;
    private Instant usedBefore = Instant.EPOCH;
    private long endedSeq;

    /// @param clientsEnded the newest position of the log at which a client was ended
    SweepDue(Tenants tenants, Policies policies, Instant now, long clientsEnded) {
        this.tenants = tenants;
        this.policies = policies;
        this.now = now;
        this.endedSeq = clientsEnded;
    }

    /// What the walk looks at of a row.
    record Seen(
            SessionKey key,
            @Nullable Instant endedAt,
            Instant expiresAt,
            Instant lastSeenAt,
            long sinceSeq,
            long clientEndedSeq) {}

    /// What is due for a tenant's sessions.
    ///
    /// @param endedBefore what ended then or before is old
    /// @param usedBefore  what was used then or before, and not since, is idle
    /// @param endedSeq    what began before that position of the log is over
    private record Due(Instant now, Instant endedBefore, Instant usedBefore, long endedSeq) {
        static Due of(Tenant tenant, SessionPolicy policy, Instant now) {
            return new Due(
                    now, now.minus(policy.history()), tenant.pauses().before(now, policy.idle()), tenant.endedSeq());
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

    /// Learns of some tenants; of those that are deleted there is nothing to learn.
    void learn(List<String> names) {
        var there = names.stream()
                .flatMap(name -> tenants.find(new TenantId(name)).stream())
                .toList();
        var wanted = policies.of(there.stream().map(Tenant::id).collect(Collectors.toSet()));
        there.forEach(tenant ->
                learn(tenant, requireNonNull(wanted.get(tenant.id())).policy().session()));
    }

    private void learn(Tenant tenant, SessionPolicy policy) {
        var due = Due.of(tenant, policy, now);
        byTenant.put(tenant.id().value(), due);
        endedBefore = later(endedBefore, due.endedBefore);
        usedBefore = later(usedBefore, due.usedBefore);
        endedSeq = Math.max(endedSeq, due.endedSeq);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /// Whatever time has brought about until then is due.
    Instant now() {
        return now;
    }

    /// What ended later is old for no tenant.
    Instant endedBefore() {
        return endedBefore;
    }

    /// What was used later is idle for no tenant.
    Instant usedBefore() {
        return usedBefore;
    }

    /// What began at this position of the log or later was ended with no tenant and no client.
    long endedSeq() {
        return endedSeq;
    }

    /// Whether something is due for that session. Nothing is for those of another tenant.
    boolean concerns(Seen seen) {
        var ofTenant = byTenant.get(seen.key.tenant().value());
        return ofTenant != null && ofTenant.concerns(seen);
    }
}
