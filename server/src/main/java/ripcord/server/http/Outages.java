package ripcord.server.http;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import ripcord.server.database.Budget;
import ripcord.server.database.Database;
import ripcord.server.database.Told;
import ripcord.server.policy.Policies;
import ripcord.server.policy.Policy.OutagePolicy;
import ripcord.server.tenant.Tenant;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;

/// What a server does that cannot be sure of what it has in memory, and what it says about servers that cannot.
/// Thread-safe.
///
/// Without a [lease][ripcord.server.database.Lease] nothing that rests on memory is answered, but what the tenant's own
/// policy lets be. Whoever ends something where there is such a policy waits a moment longer for servers that do not
/// know of it, and is told for how long they may go on.
final class Outages {
    /// So long an end is waited for that a server which is cut off may not know of. Beyond it, the answer says so.
    private static final Duration WAITED_FOR = Duration.ofSeconds(3);

    private final Database database;
    private final Tenants tenants;
    private final Policies policies;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final LongAdder fromMemory = new LongAdder();

    /// What is asked about a request and its tenant.
    record Parts(Database database, Tenants tenants, Policies policies) {}

    /// @param nanos a monotonic clock
    Outages(Parts parts, InstantSource clock, LongSupplier nanos) {
        this.database = parts.database;
        this.tenants = parts.tenants;
        this.policies = parts.policies;
        this.clock = clock;
        this.nanos = nanos;
    }

    /// How many answers were given from memory that may have been old.
    long answeredFromMemory() {
        return fromMemory.sum();
    }

    /// Has `inside` answer, if this server may answer such a call now.
    ///
    /// @throws ripcord.server.database.StoreUnavailableException if it may not
    Answer enter(Call call, Supplier<Answer> inside) {
        var lease = database.lease();
        if (call.route().withoutStore() == WithoutStore.ANSWERED || lease.isHeld()) {
            return changing(call, inside);
        }
        if (call.route().withoutStore() == WithoutStore.FROM_MEMORY) {
            // Once: a machine that sleeps between two looks would have an age at the one and none at the other.
            long begun = nanos.getAsLong();
            var age = lease.age();
            if (age.isPresent() && age.getAsLong() < longestFromMemory(call)) {
                return fromMemory(inside, begun - age.getAsLong());
            }
        }
        lease.await(Database.PATIENCE);
        return changing(call, inside);
    }

    private long longestFromMemory(Call call) {
        return TenantId.parse(call.path("tenant"))
                .flatMap(tenants::find)
                .map(Tenant::id)
                .flatMap(policies::known)
                .map(policy -> policy.outage().answerFromMemoryFor())
                .orElse(Duration.ZERO)
                .toNanos();
    }

    /// @param since when what is in memory was last known to be all
    private Answer fromMemory(Supplier<Answer> inside, long since) {
        var answer = database.fromMemory(inside::get);
        fromMemory.increment();
        return answer.degraded(store(nanos.getAsLong() - since));
    }

    private static String store(long ageNanos) {
        return "store;stale_ms=" + (TimeUnit.NANOSECONDS.toMillis(ageNanos) + 1);
    }

    /// Says of an answer that it was given by a server that is cut off.
    Answer mark(Answer answer) {
        if (database.lease().isHeld() || answer.isDegraded()) {
            return answer;
        }
        var age = database.lease().age();
        return answer.degraded(age.isPresent() ? store(age.getAsLong()) : "store");
    }

    /// What a request has changed, other servers were told; what they may go on to accept all the same is waited for,
    /// and said.
    private Answer changing(Call call, Supplier<Answer> inside) {
        if (!database.isShared() || call.route().verb() == Verb.GET) {
            return inside.get();
        }
        var told = new Told();
        var answer = told.by(inside::get);
        if (!told.isAnything() || answer.isSent()) {
            return answer;
        }
        var left = told.ignoredElsewhere(database, longest(call));
        if (!left.isPositive()) {
            return answer;
        }
        if (left.compareTo(Budget.left(WAITED_FOR)) <= 0) {
            told.await(database, left);
            return answer;
        }
        return answer.degraded("servers;accepted_ms=" + (left.toMillis() + 1));
    }

    /// A tenant that was just deleted has no policy any more, and servers that do not know that have one.
    private Duration longest(Call call) {
        if (!call.namesTenant()) {
            return Duration.ZERO;
        }
        return TenantId.parse(call.path("tenant"))
                .flatMap(tenants::find)
                .map(tenant -> policies.of(tenant.id()).longestFromMemory(clock.instant()))
                .orElse(OutagePolicy.LONGEST);
    }
}
