package ripcord.server.key;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ripcord.server.database.Database;
import ripcord.server.database.OutcomeUnknownException;
import ripcord.server.database.Sql;
import ripcord.server.database.StoreUnavailableException;
import ripcord.server.database.Transaction;
import ripcord.server.policy.Policies;
import ripcord.server.revocation.Effect;
import ripcord.server.revocation.RevocationLog;
import ripcord.server.revocation.TargetType;
import ripcord.server.tenant.TenantId;

/// Every tenant's ring of signing keys, in memory and in the store; a ring is made when it is first needed.
/// Thread-safe.
public final class SigningKeys {
    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);
    /// So many rings are looked at in one go: with more tenants than that, each every few seconds. What is due in a
    /// ring was announced minutes before, or hours.
    private static final int AT_A_TIME = 2_000;

    private final Database database;
    private final SqlRingStore store;
    private final RevocationLog log;
    private final Policies policies;
    private final Foundry foundry;
    private final RingChange.Workshop workshop;
    private final KeyAlarms alarms = new KeyAlarms();
    private final InstantSource clock;
    private volatile KeyHolders holders = (_, _) -> true;
    private final Map<TenantId, Ring.View> views = new ConcurrentHashMap<>();
    private final Map<TenantId, Ring.View> told = new ConcurrentHashMap<>();
    private final Map<TenantId, Ring> rings = new ConcurrentHashMap<>();
    private final Map<TenantId, ReentrantLock> firsts = new ConcurrentHashMap<>();
    private final Round<TenantId> round = new Round<>(() -> rings.keySet().iterator(), AT_A_TIME);
    private final List<Consumer<TenantId>> listeners = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<TenantId, String>> activationListeners = new CopyOnWriteArrayList<>();

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
        this.workshop = new RingChange.Workshop(
                store, foundry, policies, (tenant, kid) -> holders.allHave(tenant, kid), rings::put);
        database.onTold(RingChange.TOPIC, this::fromOthers);
    }

    /// Also of a ring that is not in use here: somebody may be reading it now, as it was before.
    private Runnable fromOthers(Sql sql, String about) {
        var tenant = new TenantId(about);
        var read = opened(tenant, SqlRingStore.load(sql, tenant));
        return read.all().isEmpty() ? () -> forget(tenant) : () -> rings.merge(tenant, read, SigningKeys::newer);
    }

    /// From now on asks `known` who holds an announced key before it signs.
    public void holders(KeyHolders known) {
        this.holders = known;
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

    /// Every key of the tenant, with its times.
    public List<RingKey> list(TenantId tenant) {
        return ring(tenant).all();
    }

    /// Every key of the tenant, with what is to be said about it now.
    public List<KeyStatus> status(TenantId tenant) {
        return status(tenant, ring(tenant));
    }

    private List<KeyStatus> status(TenantId tenant, Ring ring) {
        var policy = policies.of(tenant).policy().keys();
        var now = now();
        return ring.all().stream()
                .map(key -> ring.shut().contains(key) ? KeyStatus.shut(key, now) : KeyStatus.open(key, policy, now))
                .toList();
    }

    /// The state of each key now that verifiers may be told of; empty for a tenant that has needed no ring since this
    /// start.
    public List<RingKey> known(TenantId tenant) {
        @Nullable Ring ring = rings.get(tenant);
        return ring == null ? List.of() : ring.tellable();
    }

    /// What is alarming now, in every ring that is in use.
    public List<KeyAlarms.Raised> alarms() {
        return alarms.now();
    }

    /// Tells `listener` of each alarm once, when it is raised.
    public void onAlarm(Consumer<KeyAlarms.Raised> listener) {
        alarms.onRaised(listener);
    }

    /// Tells `listener` of each key that has begun to sign, after the first of its ring.
    public void onActivated(BiConsumer<TenantId, String> listener) {
        activationListeners.add(listener);
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
        return opened(tenant, store.load(tenant));
    }

    private Ring opened(TenantId tenant, StoredRing stored) {
        var keys = new ArrayList<OpenKey>();
        var shut = new ArrayList<RingKey>();
        for (var key : stored.keys()) {
            foundry.open(tenant, key).ifPresentOrElse(keys::add, () -> shut.add(key.ring()));
        }
        return new Ring(stored.version(), keys, shut);
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
        alarms.forget(tenant);
    }

    /// Rotates what is due, in every ring that is in use, some at a time. To be called every second or so.
    public void maintain() {
        round.goOn(this::maintain);
    }

    private void maintain(TenantId tenant) {
        @Nullable Ring ring = rings.get(tenant);
        if (ring == null) {
            return;
        }
        try {
            putInOrder(tenant, ring);
            tell(tenant);
            alarms.update(tenant, status(tenant, ring(tenant)));
        } catch (StoreUnavailableException | OutcomeUnknownException e) {
            LOG.warn("signing keys not maintained tenant={} reason=\"{}\"", tenant, e.getMessage());
        }
    }

    /// A view is made anew exactly when something in it has changed.
    private void tell(TenantId tenant) {
        var view = view(tenant);
        var before = told.put(tenant, view);
        if (view.equals(before)) {
            return;
        }
        listeners.forEach(listener -> listener.accept(tenant));
        var signer = view.signer().map(SigningKey::kid);
        if (before != null && !signer.equals(before.signer().map(SigningKey::kid))) {
            signer.ifPresent(kid -> activationListeners.forEach(listener -> listener.accept(tenant, kid)));
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
        var change = new RingChange(workshop, tenant, seen, now());
        change.inOrder();
        if (change.isNone()) {
            return Optional.of(rings.merge(tenant, seen, SigningKeys::newer));
        }
        return database.write(change::save);
    }

    /// A ring may have been read, and changed before it was looked at.
    private static Ring newer(Ring known, Ring read) {
        return read.version() > known.version() ? read : known;
    }

    /// Makes the announced key sign as soon as the rules allow: when it was announced for long enough, and every
    /// verifier holds it or another announce window is over. Asked again before that, it changes nothing.
    public Rotation rotate(TenantId tenant) {
        var ring = ring(tenant);
        while (true) {
            var change = new RingChange(workshop, tenant, ring, now());
            var reserve = change.want();
            var done = change.isNone() ? Optional.of(ring) : database.write(change::save);
            if (done.isPresent()) {
                tell(tenant);
                return new Rotation(reserve.kid(), reserve.activeAt());
            }
            ring = loaded(tenant);
        }
    }

    /// When that key will sign, or began to, as things stand now.
    public Rotation planned(TenantId tenant, Rotation wished) {
        return putInOrder(tenant, ring(tenant)).times().stream()
                .filter(key -> key.kid().equals(wished.kid()))
                .findFirst()
                .map(key -> new Rotation(key.kid(), key.activeAt()))
                .orElse(wished);
    }

    /// Bars a key for good; if it signed, the reserve signs from now on. One transaction with the log's entry.
    public Compromise compromise(TenantId tenant, String kid) {
        var ring = ring(tenant);
        while (true) {
            var seen = ring;
            var target =
                    seen.all().stream().filter(key -> key.kid().equals(kid)).findFirst();
            if (target.isEmpty()) {
                return new Compromise.Unknown();
            }
            var change = new RingChange(workshop, tenant, seen, now());
            change.bar(target.get());
            var done = database.write(tx -> bar(tx, change, tenant, target.get()));
            if (done.isPresent()) {
                LOG.warn("signing key barred tenant={} kid={}", tenant, kid);
                tell(tenant);
                return done.get();
            }
            ring = loaded(tenant);
        }
    }

    private Optional<Compromise> bar(Transaction tx, RingChange change, TenantId tenant, RingKey target) {
        if (change.save(tx).isEmpty()) {
            return Optional.empty();
        }
        long seq = target.compromisedAt() == null
                ? log.append(tx, tenant, Effect.REVOKE, TargetType.SIGNING_KEY, target.kid())
                : log.position();
        return Optional.of(new Compromise.Barred(seq, change.signer().kid(), change.at()));
    }

    /// Whole milliseconds, as rows hold it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
