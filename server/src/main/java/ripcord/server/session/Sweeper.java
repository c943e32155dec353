package ripcord.server.session;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import ripcord.server.database.Database;
import ripcord.server.database.Transaction;
import ripcord.server.policy.Policies;
import ripcord.server.policy.Policy.SessionPolicy;
import ripcord.server.policy.Versioned;
import ripcord.server.tenant.TenantId;
import ripcord.server.tenant.Tenants;

/// Writes down, in the background and in small batches, what nobody waits for: last uses, ends by time, ends that a
/// client's or a tenant's entry brought, and the forgetting of old sessions. Nothing relies on it being prompt.
public final class Sweeper {
    private static final int BATCH = 200;
    /// The walk takes a tenth of a processor at most.
    private static final int REST = 9;

    /// Half a minute more for a million sessions, also where a stride takes long because the store is far.
    private static final Duration LONGEST_REST = Duration.ofMillis(30);

    private final Database database;
    private final SessionStore store;
    private final Endings endings;
    private final Around around;
    private final InstantSource clock;
    private final Pace pace = new Pace();

    /// Sweeps what `endings` ends.
    public Sweeper(Database database, SessionStore store, Endings endings, Around around, InstantSource clock) {
        this.database = database;
        this.store = store;
        this.endings = endings;
        this.around = around;
        this.clock = clock;
    }

    /// Who there is, and what they want.
    ///
    /// @param nanos a monotonic clock: how much is done at a time depends on how long it takes
    /// @param rests waits for so long, and tells whether to go on
    public record Around(Tenants tenants, Policies policies, LongSupplier nanos, Predicate<Duration> rests) {}

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
    /// It walks over all rows, slowly: a million of them take seconds of a processor, which others would miss. What
    /// it finds is treated as many at a time as take a moment, of whichever tenants: a database's round trips are
    /// what that costs.
    public void sweep() {
        writeUses();
        var walk = new SweepWalk(database, around.tenants, around.policies, clock);
        var due = new ArrayDeque<SessionKey>();
        boolean goesOn = true;
        while (goesOn && !walk.isOver()) {
            long begun = around.nanos.getAsLong();
            due.addAll(walk.next());
            long took = around.nanos.getAsLong() - begun;
            while (due.size() >= pace.size() || (walk.isOver() && !due.isEmpty())) {
                treat(due);
            }
            goesOn = walk.isOver() || around.rests.test(rest(took));
        }
    }

    private static Duration rest(long took) {
        var rest = Duration.ofNanos(REST * took);
        return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }

    private void treat(ArrayDeque<SessionKey> due) {
        var some = new ArrayList<SessionKey>();
        while (some.size() < pace.size() && !due.isEmpty()) {
            some.add(due.remove());
        }
        long took = database.writeUnawaited(tx -> {
            long begun = around.nanos.getAsLong();
            treat(tx, some);
            return around.nanos.getAsLong() - begun;
        });
        pace.took(took);
    }

    /// Decides again, now that nobody else writes: somebody may have used one of them since it was seen to be due.
    private void treat(Transaction tx, List<SessionKey> some) {
        var policies = around.policies.of(some.stream().map(SessionKey::tenant).collect(Collectors.toSet()));
        var now = tx.instant();
        var read = SessionRows.read(
                tx.sql(),
                some,
                tenant -> new SessionRow.Reading(of(policies, tenant).idle(), store.lastSeen(), now));
        var over = new ArrayList<Endings.Over>();
        var old = new ArrayList<SessionKey>();
        for (var key : some) {
            var found = read.get(key);
            var end = found == null ? null : found.stored().session().ended();
            if (found == null || end == null) {
                continue;
            }
            if (!found.closed()) {
                over.add(new Endings.Over(key, end));
            }
            if (!now.isBefore(end.at().plus(of(policies, key.tenant()).history()))) {
                old.add(key);
            }
        }
        endings.writeDown(tx, over);
        SessionRows.forget(tx, old);
    }

    private static SessionPolicy of(Map<TenantId, Versioned> policies, TenantId tenant) {
        return requireNonNull(policies.get(tenant)).policy().session();
    }
}
