package ripcord.server.feed;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import ripcord.server.database.Cursor;
import ripcord.server.database.Database;
import ripcord.server.database.Page;
import ripcord.server.revocation.ReadableLog;
import ripcord.server.revocation.RevocationLog;

/// Every verifier that follows the log, or did until a moment ago. Kept in the store too: a restart must not forget
/// whom a confirmation has to wait for. Thread-safe.
public final class Subscriptions {
    private static final int ID_BYTES = 12;
    private static final Comparator<Subscription> OLDEST_FIRST = Comparator.<Subscription>comparingLong(
                    each -> each.openedAt().toEpochMilli())
            .thenComparing(Subscription::id);

    /// For how long a lost one is still listed, at least: it is an answer to "where did it go?".
    private static final Duration LISTED = Duration.ofMinutes(1);

    /// For how long one may be gone before anybody is told: a restart takes that long.
    private static final Duration OPENING = Duration.ofSeconds(30);

    private static final int BATCH = 200;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SubscriptionStore store;
    private final Calls calls;
    private final Map<String, Report> unkept = new ConcurrentHashMap<>();
    private final ReadableLog log;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Monotonic monotonic;
    private final Map<String, Subscription> known = new ConcurrentHashMap<>();
    private final Counts perAccount = new Counts();
    private final List<Consumer<Subscription>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<Subscription>> missing = new CopyOnWriteArrayList<>();

    /// The two clocks: what people read, and what freshness is measured by.
    public record Clocks(InstantSource wall, Monotonic monotonic) {}

    /// Those that were connected when the server stopped count as lost now; those of other servers that are there do
    /// not.
    ///
    /// @param random must be unpredictable: ids come from it
    public Subscriptions(Database database, RevocationLog log, RandomGenerator random, Clocks clocks) {
        this(new SqlSubscriptionStore(database), new StoreCalls(database), log, random, clocks);
    }

    private Subscriptions(
            SubscriptionStore store, Calls calls, ReadableLog log, RandomGenerator random, Clocks clocks) {
        this.store = store;
        this.log = log;
        this.random = random;
        this.clock = clocks.wall;
        this.monotonic = clocks.monotonic;
        this.calls = calls;
        store.onTold(this::fromOthers);
        calls.onConfirmed((id, seq) -> elsewhere(id, subscription -> subscription.confirm(seq)));
        calls.onHeld((id, held) -> elsewhere(id, subscription -> held.forEach(subscription::holds)));
        store.all().forEach(this::take);
    }

    /// Of one process, which keeps none beyond its end: whoever waits for what follows it has to wait for that himself.
    public static Subscriptions inMemory(ReadableLog log, RandomGenerator random, Clocks clocks) {
        return new Subscriptions(SubscriptionStore.NONE, Calls.NONE, log, random, clocks);
    }

    private void fromOthers(String id, Optional<SubscriptionStore.Stored> kept) {
        kept.ifPresentOrElse(this::take, () -> {
            var gone = known.get(id);
            if (gone != null) {
                drop(gone);
            }
        });
    }

    /// What a row says of a stream that is not here. Its end is counted from when it was heard of: later, never too
    /// soon.
    private void take(SubscriptionStore.Stored stored) {
        var subscription = stored.subscription();
        if (!known.containsKey(subscription.id())) {
            add(subscription);
        }
        var kept = known.get(subscription.id());
        if (kept != null && !kept.isHere() && (stored.lostAt() != null || !stored.serving())) {
            kept.lost(new Subscription.Loss(stored.lostAt() == null ? now() : stored.lostAt(), monotonic.now()));
        }
    }

    private void elsewhere(String id, Consumer<Subscription> change) {
        var found = known.get(id);
        if (found != null) {
            change.accept(found);
            tell(found);
        }
    }

    /// What is called to verifiers that are connected to other servers, and what they call back.
    Calls calls() {
        return calls;
    }

    /// A new subscription, durable when this returns. Confirmations wait for it once it was [added][#add].
    Subscription open(Declaration declared) {
        var subscription = new Subscription(
                id(),
                declared,
                new Subscription.Opening(now(), log.position()),
                new Subscription.Place(store.self(), true));
        store.insert(subscription);
        return subscription;
    }

    /// From now on confirmations wait for it, so its stream must be there to be asked.
    final void add(Subscription subscription) {
        perAccount.add(subscription.declared().account());
        known.put(subscription.id(), subscription);
    }

    /// How many are known, connected or lost.
    int count() {
        return known.size();
    }

    /// How many of them count for that account.
    int count(Account account) {
        return perAccount.of(account);
    }

    String id() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// The stream has ended, and nobody said that the verifier leaves.
    void lost(Subscription subscription) {
        var loss = new Subscription.Loss(now(), monotonic.now());
        subscription.lost(loss);
        if (store.hasOthers() && isKnown(subscription)) {
            StoreCalls.attempt(() -> store.lost(subscription.id(), loss.at()));
        }
    }

    Collection<Subscription> all() {
        return known.values();
    }

    boolean isKnown(Subscription subscription) {
        return known.containsKey(subscription.id());
    }

    /// Runs `listener` when a subscription has confirmed something or is gone.
    void onProgress(Consumer<Subscription> listener) {
        listeners.add(listener);
    }

    /// Runs `listener` when one has been lost for so long that its verifier trusts its copy no more, and it has not
    /// come back.
    void onMissing(Consumer<Subscription> listener) {
        missing.add(listener);
    }

    Optional<Subscription> find(String apiKey, String id) {
        return Optional.ofNullable(known.get(id))
                .filter(found -> found.declared().apiKey().equals(apiKey));
    }

    Optional<Subscription> find(String id) {
        return Optional.ofNullable(known.get(id));
    }

    /// Up to where everybody who may accept something uses the log; at most `seq`.
    public long inUse(long seq) {
        long now = monotonic.now();
        return known.values().stream()
                .filter(subscription -> subscription.mayAccept(now))
                .mapToLong(Subscription::inUse)
                .reduce(seq, Math::min);
    }

    /// Whether there is somebody who may accept something.
    public boolean mayAnyAccept() {
        long now = monotonic.now();
        return known.values().stream().anyMatch(subscription -> subscription.mayAccept(now));
    }

    /// Every verification that begins from now on uses the log up to `seq`. What is not appended yet nobody confirms.
    ///
    /// @return false if that key has no such subscription
    public boolean confirm(String apiKey, String id, long seq) {
        return find(apiKey, id)
                .map(subscription -> {
                    long applied = Math.min(seq, log.position());
                    boolean advanced = subscription.confirm(applied);
                    tell(subscription);
                    if (advanced) {
                        calls.confirmed(id, applied);
                    }
                    return true;
                })
                .orElse(false);
    }

    /// Takes a verifier's word for where it stands.
    ///
    /// @return false if that key has no such subscription
    public boolean report(String apiKey, String id, Report report) {
        return find(apiKey, id)
                .map(subscription -> {
                    subscription.report(report);
                    unkept.put(id, report);
                    subscription.confirm(Math.min(report.seq(), log.position()));
                    tell(subscription);
                    return true;
                })
                .orElse(false);
    }

    /// The verifier leaves, and accepts nothing any more that it was told on this subscription.
    ///
    /// @return false if that key has no such subscription
    public boolean close(String apiKey, String id) {
        return find(apiKey, id)
                .map(subscription -> {
                    forget(List.of(subscription));
                    return true;
                })
                .orElse(false);
    }

    private void forget(List<Subscription> gone) {
        store.delete(gone.stream().map(Subscription::id).toList());
        gone.forEach(this::drop);
    }

    private void drop(Subscription gone) {
        if (known.remove(gone.id()) != null) {
            perAccount.remove(gone.declared().account());
        }
        tell(gone);
    }

    void tell(Subscription subscription) {
        listeners.forEach(listener -> listener.accept(subscription));
    }

    /// Forgets those that were lost so long ago that they can accept nothing. To be called every few seconds.
    public void sweep() {
        keepReports();
        noticeServersThatAreGone();
        long now = monotonic.now();
        boolean first = store.isFirst();
        var gone = new ArrayList<Subscription>();
        for (var subscription : known.values()) {
            if (isNobodys(subscription)) {
                gone.add(subscription);
            }
            if (!subscription.isHere() && !first) {
                continue;
            }
            if (isMissing(subscription, now) && subscription.isMissedFirst()) {
                missing.forEach(listener -> listener.accept(subscription));
            }
            boolean listed = subscription.lostFor(now).compareTo(LISTED) < 0;
            if (!listed && !subscription.mayAccept(now)) {
                gone.add(subscription);
            }
        }
        if (!gone.isEmpty()) {
            forget(gone);
        }
    }

    /// Their streams have ended with them.
    void noticeServersThatAreGone() {
        for (var subscription : known.values()) {
            if (!subscription.isHere() && subscription.loss() == null && !store.isServing(subscription.node())) {
                subscription.lost(new Subscription.Loss(now(), monotonic.now()));
            }
        }
    }

    /// A batch at a time, so that nobody waits long for the writer.
    private void keepReports() {
        var all = List.copyOf(unkept.entrySet());
        all.forEach(each -> unkept.remove(each.getKey(), each.getValue()));
        if (store.hasOthers()) {
            for (int i = 0; i < all.size(); i += BATCH) {
                store.report(all.subList(i, Math.min(all.size(), i + BATCH)));
            }
            store.reports().forEach((id, report) -> elsewhere(id, subscription -> subscription.report(report)));
        }
    }

    /// Its row says that its stream is here, and there is none: whoever opened it was not told that it was kept.
    private boolean isNobodys(Subscription subscription) {
        return !subscription.isHere()
                && store.isShared()
                && subscription.node().equals(store.self())
                && Duration.between(subscription.openedAt(), now()).compareTo(OPENING) > 0;
    }

    private boolean isMissing(Subscription subscription, long now) {
        var loss = subscription.loss();
        return loss != null
                && !subscription.mayAccept(now)
                && subscription.lostFor(now).compareTo(PATIENCE) >= 0
                && known.values().stream()
                        .noneMatch(other -> other.declared()
                                        .name()
                                        .equals(subscription.declared().name())
                                && !other.openedAt().isBefore(loss.at()));
    }

    /// Where every verifier stands whose entries are all within `scope`. What those of other servers have reported is
    /// a few seconds old at most.
    public List<VerifierStatus> list(FeedScope scope) {
        return within(scope).map(VerifierStatus::of).toList();
    }

    /// Some of them, oldest first.
    ///
    /// @param cursor of an earlier page, or [Cursor#START]
    public Page<VerifierStatus> list(FeedScope scope, Cursor cursor, int limit) {
        var found = within(scope)
                .filter(subscription -> cursor.isBefore(subscription.openedAt(), subscription.id()))
                .sorted(OLDEST_FIRST)
                .limit(limit + 1L)
                .map(VerifierStatus::of)
                .toList();
        if (found.size() <= limit) {
            return new Page<>(found, Optional.empty());
        }
        var last = found.get(limit - 1);
        return new Page<>(
                found.subList(0, limit),
                Optional.of(Cursor.after(last.openedAt(), last.subscription()).text()));
    }

    private Stream<Subscription> within(FeedScope scope) {
        return known.values().stream()
                .filter(subscription -> scope.includes(subscription.declared().scope()));
    }
}
