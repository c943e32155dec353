package ripcord.server.relay;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ripcord.server.feed.Confirmations;
import ripcord.server.feed.FeedStreams;
import ripcord.server.feed.KeyConfirmations;
import ripcord.server.feed.Rings;
import ripcord.server.feed.Subscriptions;
import ripcord.server.revocation.Entry;
import ripcord.server.revocation.RelayedLog;
import ripcord.server.revocation.Target;
import ripcord.server.revocation.TargetType;
import ripcord.server.tenant.TenantId;
import ripcord.verifier.feed.Counters;
import ripcord.verifier.feed.Downstream;
import ripcord.verifier.feed.Effect;
import ripcord.verifier.feed.Evidence;
import ripcord.verifier.feed.FeedSettings;
import ripcord.verifier.feed.KeyNews;
import ripcord.verifier.feed.RevocationFeed;
import ripcord.verifier.http.Http;

/// What a relay follows: brings what it says into the relay's memory, and says of those behind the relay what they say.
/// Thread-safe.
///
/// The order is that of a verifier: entries first, what is known about their freshness afterwards. Nothing is confirmed
/// that is in use here only: who waits for this relay waits for everybody behind it.
public final class Upstream implements Downstream, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
    private static final Duration CALL_DEADLINE = Duration.ofSeconds(2);
    private static final Duration SPARE = Duration.ofSeconds(1);
    /// An entry is kept that much longer than it lives: no clock is so far off and not noticed.
    private static final Duration KEPT_LONGER = Duration.ofMinutes(5);

    private final Held held;
    private final Served served;
    private final RevocationFeed feed;
    private final Duration acceptance;
    private final SharedWaits waits;
    private final AtomicReference<@Nullable Consumer<String>> lost = new AtomicReference<>();
    private final Map<TenantId, List<String>> toldKeys = new HashMap<>();
    /// Since when whoever wants to follow can, on the relay's monotonic clock. Guarded by what was told.
    private OptionalLong welcomeSince = OptionalLong.empty();
    private volatile @Nullable String why;

    /// What is held of what is followed.
    ///
    /// @param demands what is wanted of verifiers
    public record Held(RelayedLog log, RelayedRings rings, Freshness freshness, RelayedDemands demands) {
        /// Nothing yet.
        public Held(Freshness freshness) {
            this(new RelayedLog(), new RelayedRings(), freshness, new RelayedDemands());
        }
    }

    /// Those behind.
    public record Served(
            FeedStreams streams,
            Subscriptions subscriptions,
            Confirmations confirmations,
            KeyConfirmations keyConfirmations) {}

    /// Prepares; nothing is sent before [#start()].
    ///
    /// @throws IllegalArgumentException if the address may not be used
    public Upstream(Held held, Served served, FeedSettings settings, RandomGenerator random) {
        this.held = held;
        this.served = served;
        this.acceptance =
                settings.declared().acceptFor().orElse(settings.declared().maxStaleness());
        var patience = acceptance.plus(SPARE);
        this.waits = new SharedWaits((tenant, seq, soFar) ->
                served.confirmations.await(new Confirmations.Wish(tenant.orElse(null), seq, patience), soFar));
        this.feed = new RevocationFeed(
                settings,
                new Http(CALL_DEADLINE, false),
                new RevocationFeed.Surroundings(held.freshness, random),
                () -> Counters.ZERO,
                this);
        feed.onKeys(this::keys);
    }

    /// Begins to follow; returns at once.
    public void start() {
        feed.start();
    }

    /// Tells `listener`, once, why this relay has to begin anew.
    public void onLost(Consumer<String> listener) {
        lost.set(listener);
        var known = why;
        if (known != null) {
            beginAnew(known);
        }
    }

    /// Whether whoever begins to follow now can be told something fresh enough to be of use.
    public boolean isReady() {
        return held.log.isBegun()
                && why == null
                && !held.freshness.isClockSet()
                && held.freshness.age().compareTo(acceptance) < 0;
    }

    @Override
    public void begun(String log, long maxStalenessMillis) {
        if (isOther(log)) {
            return;
        }
        if (held.demands.change(Duration.ofMillis(maxStalenessMillis))) {
            served.streams.endWhereTermsChanged();
        }
    }

    /// Positions of another log mean nothing in this one. What is held here stays, and grows old.
    private boolean isOther(String log) {
        if (held.log.isOf(log) && why == null) {
            return false;
        }
        beginAnew("what is followed has another log: its store was restored, or lost what it had acknowledged");
        return true;
    }

    /// Nobody new is let in, and who closes this is told why.
    public void beginAnew(String reason) {
        why = reason;
        var listener = lost.getAndSet(null);
        if (listener != null) {
            listener.accept(reason);
        }
    }

    @Override
    public void applied(String log, List<ripcord.verifier.feed.Entry> entries, long seq) {
        if (!isOther(log)) {
            held.log.take(log, entries.stream().map(Upstream::entry).toList(), seq);
        }
    }

    private static Entry entry(ripcord.verifier.feed.Entry told) {
        return new Entry(
                told.seq(),
                new TenantId(told.tenant()),
                TargetType.ofWireName(told.type().wireName()).orElseThrow(),
                new Target(told.target().high(), told.target().low()),
                told.effect() == Effect.REVOKE
                        ? ripcord.server.revocation.Effect.REVOKE
                        : ripcord.server.revocation.Effect.INVALIDATE,
                Instant.ofEpochMilli(told.expiresAtMillis()));
    }

    @Override
    public void fresh(String log, Evidence evidence) {
        if (isOther(log)) {
            return;
        }
        held.freshness.offer(evidence);
    }

    private void keys(KeyNews news) {
        var tenant = new TenantId(news.tenant());
        held.rings.put(
                tenant,
                news.keys().stream()
                        .map(key -> new Rings.Named(key.kid(), key.state(), key.notBefore()))
                        .toList());
        if (!news.keys().isEmpty()) {
            synchronized (toldKeys) {
                toldKeys.remove(tenant);
            }
        }
    }

    /// Says which keys everybody behind holds, where that is news. To be called several times a second.
    public void tellHeldKeys() {
        synchronized (toldKeys) {
            if (!areAllBack()) {
                return;
            }
            for (var tenant : held.rings.tenants()) {
                var all = held.rings.confirmable(tenant);
                var told = toldKeys.getOrDefault(tenant, List.of());
                if (!Set.copyOf(told).containsAll(all)) {
                    var now = all.stream()
                            .filter(kid -> served.keyConfirmations.allHave(tenant, kid))
                            .toList();
                    if (!now.equals(told)) {
                        toldKeys.put(tenant, now);
                        feed.holdsKeys(tenant.value(), now);
                    }
                }
            }
        }
    }

    /// Whether everybody has had the time to come back who followed a relay here before this one began, and may still
    /// accept something. Until then, that nobody lacks a key says nothing.
    private boolean areAllBack() {
        if (welcomeSince.isEmpty() && isReady()) {
            welcomeSince = OptionalLong.of(held.freshness.monoNanos());
        }
        return welcomeSince.isPresent()
                && held.freshness.monoNanos() - welcomeSince.getAsLong() >= acceptance.toNanos();
    }

    @Override
    public CompletableFuture<Behind> asked(Optional<String> tenant, long seq, Consumer<Behind> soFar) {
        return waits.asked(tenant.map(TenantId::new), seq, soFar);
    }

    @Override
    public CompletableFuture<?> settled() {
        return asked(Optional.empty(), held.log.position(), _ -> {});
    }

    @Override
    public long inUse(long seq) {
        return served.subscriptions.inUse(seq);
    }

    /// Drops entries that have ended: by the issuer's clock, so nothing is while that is not known.
    public void dropEnded() {
        if (held.freshness.knowsTheTime()) {
            held.log.dropEnded(held.freshness.instant().minus(KEPT_LONGER));
        }
    }

    /// Stops following. What is followed goes on to wait for those behind that may still accept something.
    @Override
    public void close() {
        if (served.subscriptions.mayAnyAccept()) {
            LOG.info("left, and may be waited for acceptance={}", acceptance);
            feed.abandon();
        } else {
            feed.close();
        }
    }
}
