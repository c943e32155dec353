package ripcord.server.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import ripcord.server.feed.Confirmation.Member;
import ripcord.server.key.KeyHolders;
import ripcord.server.tenant.TenantId;

/// Which verifiers have said that they hold which keys. Waited for is whoever is connected, or was lost so short a time
/// ago that it may still accept by itself; a verifier that comes later is asked when it comes. Thread-safe.
public final class KeyConfirmations implements KeyHolders {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Subscriptions subscriptions;
    private final Rings rings;
    private final Monotonic monotonic;

    /// @param monotonic the streams' clock
    public KeyConfirmations(Subscriptions subscriptions, Rings rings, Monotonic monotonic) {
        this.subscriptions = subscriptions;
        this.rings = rings;
        this.monotonic = monotonic;
    }

    /// Who holds a key, and who has not said so yet.
    public record Holding(List<Member> confirmed, List<Member> missing) {
        /// Copies the lists.
        public Holding {
            confirmed = List.copyOf(confirmed);
            missing = List.copyOf(missing);
        }
    }

    /// A verifier holds these keys now. What the server does not know is left out.
    ///
    /// @param held kids by tenant
    /// @return false if that API key has no such subscription, or it does not follow one of the tenants
    public boolean confirm(String apiKey, String id, Map<TenantId, Set<String>> held) {
        var found = subscriptions.find(apiKey, id).orElse(null);
        if (found == null || !held.keySet().stream().allMatch(found.declared().scope()::includes)) {
            return false;
        }
        var known = new HashMap<TenantId, Set<String>>();
        held.forEach((tenant, kids) -> known.put(tenant, known(tenant, kids)));
        known.forEach(found::holds);
        subscriptions.calls().holds(id, known);
        subscriptions.tell(found);
        synchronized (this) {
            notifyAll();
        }
        return true;
    }

    private Set<String> known(TenantId tenant, Set<String> kids) {
        var known = new HashSet<>(kids);
        known.retainAll(rings.kids(tenant));
        return known;
    }

    @Override
    public boolean allHave(TenantId tenant, String kid) {
        long now = monotonic.now();
        return subscriptions.all().stream()
                .allMatch(subscription -> subscription.has(tenant, kid) || !isWaitedFor(subscription, tenant, now));
    }

    private static boolean isWaitedFor(Subscription subscription, TenantId tenant, long now) {
        return subscription.declared().scope().includes(tenant) && subscription.mayAccept(now);
    }

    /// Who holds a key of a tenant, of those that are waited for now.
    public Holding of(TenantId tenant, String kid) {
        long now = monotonic.now();
        var confirmed = new ArrayList<Member>();
        var missing = new ArrayList<Member>();
        for (var subscription : subscriptions.all()) {
            if (isWaitedFor(subscription, tenant, now)) {
                (subscription.has(tenant, kid) ? confirmed : missing)
                        .add(new Member(
                                subscription.id(), subscription.declared().name()));
            }
        }
        var byName = Comparator.comparing(Member::name).thenComparing(Member::subscription);
        confirmed.sort(byName);
        missing.sort(byName);
        return new Holding(confirmed, missing);
    }

    /// Waits until everybody holds the key.
    ///
    /// @param wait how long at most
    public Confirmation await(TenantId tenant, String kid, Duration wait) {
        long begun = monotonic.now();
        var patience = wait;
        while (!allHave(tenant, kid) && !patience.isNegative() && !patience.isZero()) {
            if (!pause(patience.compareTo(LOOK_EVERY) < 0 ? patience : LOOK_EVERY)) {
                break;
            }
            patience = wait.minusNanos(monotonic.now() - begun);
        }
        var holding = of(tenant, kid);
        return new Confirmation(
                holding.confirmed(), List.of(), holding.missing(), Duration.ofNanos(monotonic.now() - begun));
    }

    /// Somebody may also be lost for good meanwhile, which nobody tells.
    ///
    /// @return false if the thread should do something else
    private synchronized boolean pause(Duration longest) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, longest.toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
