package ripcord.server.key;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import ripcord.server.database.Transaction;
import ripcord.server.policy.Policies;
import ripcord.server.policy.Policy.SigningAlgorithm;
import ripcord.server.tenant.TenantId;

/// One step from a ring that was seen to the next. Keys are made before the transaction: RSA takes its time.
final class RingChange {
    /// What other servers are told of.
    static final String TOPIC = "signing_keys";

    private final Workshop workshop;
    private final TenantId tenant;
    private final Ring seen;
    private final Instant now;
    private final Map<String, Foundry.Made> made = new HashMap<>();
    private List<RingKey> times;
    private List<RingKey> shut;

    /// What every change needs.
    ///
    /// @param changed is told the ring after the change is durable
    record Workshop(
            SqlRingStore store,
            Foundry foundry,
            Policies policies,
            KeyHolders holders,
            BiConsumer<TenantId, Ring> changed) {}

    RingChange(Workshop workshop, TenantId tenant, Ring seen, Instant now) {
        this.workshop = workshop;
        this.tenant = tenant;
        this.seen = seen;
        this.now = now;
        this.times = seen.times();
        this.shut = seen.shut();
    }

    Instant at() {
        return now;
    }

    boolean isNone() {
        return times.equals(seen.times()) && shut.equals(seen.shut());
    }

    void inOrder() {
        var stated = workshop.policies.of(tenant);
        var policy = stated.policy();
        var plan = new RingPlan(
                policy.accessToken().alg(),
                policy.keys(),
                this::announced,
                kid -> workshop.holders.allHave(tenant, kid),
                stated.copiesUntil());
        times = plan.inOrder(times, now);
        shut = shut.stream().filter(key -> !key.isForgottenAt(now)).toList();
    }

    private RingKey announced(SigningAlgorithm algorithm, Instant at) {
        var key = workshop.foundry.make(tenant, algorithm, at);
        made.put(key.open().ring().kid(), key);
        return key.open().ring();
    }

    /// Marks the key that is in reserve as wanted.
    ///
    /// @return it, with the time from which it signs
    RingKey want() {
        inOrder();
        var wanted = reserve().wanted(now);
        times = replaced(times, wanted);
        inOrder();
        return times.stream()
                .filter(key -> key.kid().equals(wanted.kid()))
                .findFirst()
                .orElseThrow();
    }

    private RingKey reserve() {
        return RingPlan.newest(times, KeyState.ANNOUNCED, now).orElseThrow();
    }

    void bar(RingKey target) {
        var barred = target.compromisedAt() == null ? target.compromised(now) : target;
        times = replaced(times, barred);
        shut = replaced(shut, barred);
        inOrder();
    }

    private static List<RingKey> replaced(List<RingKey> keys, RingKey fresh) {
        return keys.stream()
                .map(key -> key.kid().equals(fresh.kid()) ? fresh : key)
                .toList();
    }

    /// The key that signs after the change.
    RingKey signer() {
        return RingPlan.newest(times, KeyState.ACTIVE, now).orElseThrow();
    }

    /// Compare and set.
    ///
    /// @return empty if the ring has changed since it was seen
    Optional<Ring> save(Transaction tx) {
        if (!workshop.store.advance(tx, tenant, seen.version())) {
            return Optional.empty();
        }
        var before = new HashSet<>(seen.all());
        var all = new ArrayList<>(times);
        all.addAll(shut);
        for (var key : all) {
            var fresh = made.get(key.kid());
            if (fresh != null) {
                workshop.store.insert(tx, tenant, fresh.stored(key));
            } else if (!before.contains(key)) {
                workshop.store.update(tx, tenant, key);
            }
        }
        deleteForgotten(tx, all);
        var next = seen.with(times, shut, opened());
        tx.tell(TOPIC, tenant.value());
        tx.afterCommit(() -> workshop.changed.accept(tenant, next));
        return Optional.of(next);
    }

    private void deleteForgotten(Transaction tx, List<RingKey> kept) {
        var kids = new HashSet<>(kept.stream().map(RingKey::kid).toList());
        for (var key : seen.all()) {
            if (!kids.contains(key.kid())) {
                workshop.store.delete(tx, tenant, key.kid());
            }
        }
    }

    private Map<String, SigningKey> opened() {
        var opened = new HashMap<String, SigningKey>();
        made.forEach((kid, key) -> opened.put(kid, key.open().key()));
        return opened;
    }
}
