package ripcord.server.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import ripcord.server.audit.Event;
import ripcord.server.tenant.TenantId;

/// One verifier's subscription, from its request until nobody needs to wait for it any more. Thread-safe.
final class Subscription {
    /// More than any ring publishes at a time.
    private static final int MOST_KEYS = 64;

    private final String id;
    private final Declaration declared;
    private final Opening opening;
    private final Place place;
    private final AtomicLong confirmed = new AtomicLong(-1);
    private final Map<TenantId, Set<String>> held = new ConcurrentHashMap<>();
    private final AtomicBoolean missed = new AtomicBoolean();
    private volatile @Nullable Report report;

    /// Null while the stream lives.
    private volatile @Nullable Loss loss;

    /// When a stream ended.
    ///
    /// @param nanos on the monotonic clock
    record Loss(Instant at, long nanos) {}

    /// When it was opened.
    ///
    /// @param after the log's position then: what came before, its stream began with
    record Opening(Instant at, long after) {}

    /// Where its stream is.
    ///
    /// @param node the server
    /// @param here whether that is this one, since this start
    record Place(String node, boolean here) {}

    Subscription(String id, Declaration declared, Opening opening, Place place) {
        this.id = id;
        this.declared = declared;
        this.opening = opening;
        this.place = place;
    }

    /// Whether its stream is, or was, this server's.
    boolean isHere() {
        return place.here;
    }

    String node() {
        return place.node;
    }

    long openedAfter() {
        return opening.after;
    }

    /// For events.
    Event.Follower follower() {
        var only = declared.scope().only();
        return new Event.Follower(only == null ? "" : only.value(), declared.name(), id);
    }

    /// Whether this is the first to ask.
    boolean isMissedFirst() {
        return missed.compareAndSet(false, true);
    }

    String id() {
        return id;
    }

    Declaration declared() {
        return declared;
    }

    Instant openedAt() {
        return opening.at;
    }

    @Nullable
    Loss loss() {
        return loss;
    }

    /// The first loss counts.
    void lost(Loss now) {
        if (loss == null) {
            loss = now;
        }
    }

    /// Whether the verifier may still accept by itself what an entry forbids that is appended now.
    boolean mayAccept(long nowNanos) {
        return lostFor(nowNanos).compareTo(declared.acceptance()) < 0;
    }

    /// How long its stream has been gone; zero while it lives.
    Duration lostFor(long nowNanos) {
        var lost = loss;
        return lost == null ? Duration.ZERO : Duration.ofNanos(nowNanos - lost.nanos);
    }

    /// Whether its stream had begun before that entry.
    boolean isOlderThan(long seq) {
        return opening.after < seq;
    }

    /// Everything up to there is applied.
    ///
    /// @return whether that is news
    boolean confirm(long seq) {
        return confirmed.getAndAccumulate(seq, Math::max) < seq;
    }

    boolean hasConfirmed(long seq) {
        return confirmed.get() >= seq;
    }

    /// Up to where its verifier uses the log, or began behind.
    long inUse() {
        return Math.max(opening.after, confirmed.get());
    }

    /// It has these keys from now on, besides what it had; nobody takes away what is published.
    ///
    /// @param kids keys of the tenant's ring
    void holds(TenantId tenant, Set<String> kids) {
        held.merge(tenant, Set.copyOf(kids), Subscription::both);
    }

    private static Set<String> both(Set<String> some, Set<String> more) {
        var all = new HashSet<>(some);
        all.addAll(more);
        return all.size() <= MOST_KEYS ? Set.copyOf(all) : more;
    }

    boolean has(TenantId tenant, String kid) {
        return held.getOrDefault(tenant, Set.of()).contains(kid);
    }

    /// The latest counts, however it came here.
    synchronized void report(Report latest) {
        var known = report;
        if (known == null || !latest.at().isBefore(known.at())) {
            report = latest;
        }
    }

    @Nullable
    Report report() {
        return report;
    }
}
