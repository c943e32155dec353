package ripcord.server.key;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ripcord.server.database.Database;
import ripcord.server.database.OutcomeUnknownException;
import ripcord.server.database.StoreUnavailableException;
import ripcord.server.database.Transaction;
import ripcord.server.policy.Policies;
import ripcord.server.policy.Policy.SigningAlgorithm;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.revocation.TargetType;
import ripcord.server.tenant.TenantId;

/// Every tenant's ring of signing keys, in memory and in the store; a ring is made when it is first needed.
/// Thread-safe.
public final class SigningKeys {
    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);

    private final Database database;
    private final SqlRingStore store;
    private final RevocationLog log;
    private final Policies policies;
    private final Foundry foundry;
    private final InstantSource clock;
    private final Map<TenantId, Ring.View> views = new ConcurrentHashMap<>();
    private final Map<TenantId, Ring.View> told = new ConcurrentHashMap<>();
    private final Map<TenantId, Ring> rings = new ConcurrentHashMap<>();
    private final Map<TenantId, ReentrantLock> firsts = new ConcurrentHashMap<>();
    private final List<Consumer<TenantId>> listeners = new CopyOnWriteArrayList<>();

    /// What signing keys need of others.
    public record Parts(Database database, RevocationLog log, Policies policies, Sealer sealer) {}

    /// @param random must be unpredictable
    /// @param clock  the node's, close to the database's
    public SigningKeys(Parts parts, RandomGenerator random, InstantSource clock) {
        this.database = parts.database;
        this.store = new SqlRingStore(parts.database);
        this.log = parts.log;
        this.policies = parts.policies;
        this.foundry = new Foundry(parts.sealer, random);
        this.clock = clock;
    }

    /// The key that signs for the tenant now.
    public SigningKey signer(TenantId tenant) {
        return view(tenant)
                .signer()
                .orElseThrow(() -> new StoreUnavailableException("tenant " + tenant + " has no key that signs"));
    }

    /// The tenant's key of that name, if what it signed may count: not when it is gone or compromised.
    public Optional<VerifyingKey> find(TenantId tenant, String kid) {
        return Optional.ofNullable(view(tenant).published().get(kid)).map(SigningKey::verifying);
    }

    /// The tenant's public keys.
    public Jwks jwks(TenantId tenant) {
        return view(tenant).jwks();
    }

    /// Every key of the tenant that opens, with its times.
    public List<RingKey> list(TenantId tenant) {
        return ring(tenant).times();
    }

    /// The state of each key now; empty for a tenant that has needed no ring since this start.
    public List<RingKey> known(TenantId tenant) {
        @Nullable Ring ring = rings.get(tenant);
        return ring == null ? List.of() : ring.times();
    }

    /// Tells `listener` the tenant whose keys, or whose keys' states, have changed.
    public void onChanged(Consumer<TenantId> listener) {
        listeners.add(listener);
    }

    private Ring.View view(TenantId tenant) {
        var ring = ring(tenant);
        var maxAge = policies.of(tenant).policy().keys().jwksMaxAge();
        var now = clock.instant();
        var known = views.get(tenant);
        if (known != null && known.holds(now, ring, maxAge)) {
            return known;
        }
        var fresh = ring.view(now, maxAge);
        views.put(tenant, fresh);
        return fresh;
    }

    private Ring ring(TenantId tenant) {
        var known = rings.get(tenant);
        return known != null ? known : firstRing(tenant);
    }

    /// One thread makes it, and the others wait: else a thousand verifiers that come at once make a thousand rings of
    /// which one is kept.
    private Ring firstRing(TenantId tenant) {
        var making = firsts.computeIfAbsent(tenant, _ -> new ReentrantLock());
        making.lock();
        try {
            var known = rings.get(tenant);
            return known != null ? known : putInOrder(tenant, loaded(tenant));
        } finally {
            making.unlock();
        }
    }

    private Ring loaded(TenantId tenant) {
        var stored = store.load(tenant);
        var keys = new ArrayList<OpenKey>();
        stored.keys().forEach(key -> foundry.open(tenant, key).ifPresent(keys::add));
        return new Ring(stored.version(), keys);
    }

    /// Every key of the tenant that is in the store, without making a ring where there is none.
    public List<RingKey> stored(TenantId tenant) {
        return loaded(tenant).times();
    }

    /// Drops what is in memory of a tenant's ring.
    public void forget(TenantId tenant) {
        rings.remove(tenant);
        views.remove(tenant);
        told.remove(tenant);
    }

    /// Rotates what is due, in every ring that is in use. To be called every second or so.
    public void maintain() {
        for (var entry : rings.entrySet()) {
            var tenant = entry.getKey();
            try {
                putInOrder(tenant, entry.getValue());
                tell(tenant);
            } catch (StoreUnavailableException | OutcomeUnknownException e) {
                LOG.warn("signing keys not maintained tenant={} reason=\"{}\"", tenant, e.getMessage());
            }
        }
    }

    /// A view is made anew exactly when something in it has changed.
    private void tell(TenantId tenant) {
        var view = view(tenant);
        if (!view.equals(told.put(tenant, view))) {
            listeners.forEach(listener -> listener.accept(tenant));
        }
    }

    private Ring putInOrder(TenantId tenant, Ring seen) {
        var ring = seen;
        while (true) {
            var done = tryToPutInOrder(tenant, ring);
            if (done.isPresent()) {
                return done.get();
            }
            ring = loaded(tenant);
        }
    }

    /// Empty if the ring has changed since it was seen.
    private Optional<Ring> tryToPutInOrder(TenantId tenant, Ring seen) {
        var change = new Change(tenant, seen, now());
        var ordered = change.inOrder(seen.times());
        if (ordered.equals(seen.times())) {
            return Optional.of(rings.merge(tenant, seen, SigningKeys::newer));
        }
        return database.write(tx -> change.save(tx, ordered));
    }

    /// A ring may have been read, and changed before it was looked at.
    private static Ring newer(Ring known, Ring read) {
        return read.version() > known.version() ? read : known;
    }

    /// Bars a key for good; if it signed, the reserve signs from now on. One transaction with the log's entry.
    public Compromise compromise(TenantId tenant, String kid) {
        var ring = ring(tenant);
        while (true) {
            var seen = ring;
            var change = new Change(tenant, seen, now());
            var target =
                    seen.times().stream().filter(key -> key.kid().equals(kid)).findFirst();
            if (target.isEmpty()) {
                return new Compromise.Unknown();
            }
            var ordered = change.inOrder(change.barred(target.get()));
            var done = database.write(tx -> bar(tx, change, target.get(), ordered));
            if (done.isPresent()) {
                LOG.warn("signing key barred tenant={} kid={}", tenant, kid);
                tell(tenant);
                return done.get();
            }
            ring = loaded(tenant);
        }
    }

    private Optional<Compromise> bar(Transaction tx, Change change, RingKey target, List<RingKey> ordered) {
        var saved = change.save(tx, ordered);
        if (saved.isEmpty()) {
            return Optional.empty();
        }
        long seq = target.compromisedAt() == null
                ? log.append(tx, change.tenant, Effect.REVOKE, TargetType.SIGNING_KEY, target.kid())
                : log.position();
        var active = RingPlan.newest(ordered, KeyState.ACTIVE, change.now).orElseThrow();
        return Optional.of(new Compromise.Barred(seq, active.kid(), change.now));
    }

    /// Whole milliseconds, as rows hold it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// One step from a ring that was seen to the next. Keys are made before the transaction: RSA takes its time.
    private final class Change {
        private final TenantId tenant;
        private final Ring seen;
        private final Instant now;
        private final Map<String, Foundry.Made> made = new HashMap<>();

        Change(TenantId tenant, Ring seen, Instant now) {
            this.tenant = tenant;
            this.seen = seen;
            this.now = now;
        }

        List<RingKey> inOrder(List<RingKey> times) {
            var policy = policies.of(tenant).policy();
            return new RingPlan(policy.accessToken().alg(), policy.keys(), this::announced).inOrder(times, now);
        }

        private RingKey announced(SigningAlgorithm algorithm, Instant at) {
            var key = foundry.make(tenant, algorithm, at);
            made.put(key.open().ring().kid(), key);
            return key.open().ring();
        }

        List<RingKey> barred(RingKey target) {
            var at = target.compromisedAt() == null ? now : target.compromisedAt();
            return seen.times().stream()
                    .map(key -> key.equals(target) ? key.compromised(at) : key)
                    .toList();
        }

        Optional<Ring> save(Transaction tx, List<RingKey> times) {
            if (!store.advance(tx, tenant, seen.version())) {
                return Optional.empty();
            }
            for (var key : times) {
                var fresh = made.get(key.kid());
                if (fresh != null) {
                    store.insert(tx, tenant, fresh.stored(key));
                } else if (!seen.times().contains(key)) {
                    store.update(tx, tenant, key);
                }
            }
            var next = seen.with(times, opened());
            tx.afterCommit(() -> rings.put(tenant, next));
            return Optional.of(next);
        }

        private Map<String, SigningKey> opened() {
            var opened = new HashMap<String, SigningKey>();
            made.forEach((kid, key) -> opened.put(kid, key.open().key()));
            return opened;
        }
    }
}
