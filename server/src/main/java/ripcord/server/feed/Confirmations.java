package ripcord.server.feed;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import ripcord.server.tenant.TenantId;

/// Waits until every verifier that could still accept something has applied an entry, or can accept nothing any more.
/// Thread-safe.
///
/// Why an unconfirmed verifier expires: whatever it knows that is newer than the entry was sent behind the entry, so
/// it holds it. What it knows that is older runs out, by its own declaration, one acceptance time after the entry.
public final class Confirmations {
    /// Then after twice that, and so on: whoever waits is about to know how far it is.
    private static final Duration FIRST_TOLD = Duration.ofMillis(50);

    private final Subscriptions subscriptions;
    private final FeedStreams streams;
    private final Monotonic monotonic;
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

    /// @param monotonic the streams' clock
    public Confirmations(Subscriptions subscriptions, FeedStreams streams, Monotonic monotonic) {
        this.subscriptions = subscriptions;
        this.streams = streams;
        this.monotonic = monotonic;
        subscriptions.calls().onAsked(streams::ask);
        subscriptions.calls().onBehind(this::settle);
        subscriptions.onProgress(subscription -> waiting.values().forEach(one -> progress(one, subscription)));
    }

    /// Waits for the verifiers of `tenant`. To be called right after the append: an entry's age is counted from here.
    ///
    /// @param seq  the entry's position, or a later one
    /// @param wait how long at most
    public Confirmation await(TenantId tenant, long seq, Duration wait) {
        return await(new Wish(tenant, seq, wait), _ -> {});
    }

    /// What is waited for.
    ///
    /// @param tenant   whose verifiers; null for all
    /// @param seq      the entry's position, or a later one
    /// @param patience how long at most
    public record Wish(@Nullable TenantId tenant, long seq, Duration patience) {}

    /// As [#await(TenantId, long, Duration)], and tells how it is now and then, as long as somebody is missing.
    public Confirmation await(Wish wish, Consumer<Confirmation> soFar) {
        long begun = monotonic.now();
        var one = new Waiting(subscriptions.id(), wish.seq, Thread.currentThread());
        waiting.put(one.id(), one);
        try {
            collect(one, wish.tenant);
            if (!one.isOver()) {
                ask(one, wish.tenant);
            }
            follow(one, begun, wish.patience, soFar);
        } finally {
            waiting.remove(one.id());
        }
        return one.result(Duration.ofNanos(monotonic.now() - begun));
    }

    /// A relay says how it is with those behind it. That settles the question it was asked, and no other: those behind
    /// may belong to some tenants only.
    ///
    /// @return false if that key has no such subscription
    public boolean behind(String apiKey, String id, String confirmation, Behind behind) {
        if (subscriptions.find(apiKey, id).isEmpty()) {
            return false;
        }
        settle(id, confirmation, behind);
        subscriptions.calls().behind(id, confirmation, behind);
        return true;
    }

    private void settle(String id, String confirmation, Behind behind) {
        var one = waiting.get(confirmation);
        if (one != null) {
            subscriptions.find(id).ifPresent(relay -> one.behind(relay, behind));
        }
    }

    private void ask(Waiting one, @Nullable TenantId tenant) {
        streams.ask(tenant, one.id(), one.seq());
        // Only a relay asks for all tenants at once, and it has no others beside it.
        if (tenant != null && one.open().stream().anyMatch(subscription -> !subscription.isHere())) {
            subscriptions.calls().ask(tenant, one.id(), one.seq());
        }
    }

    private void collect(Waiting one, @Nullable TenantId tenant) {
        subscriptions.noticeServersThatAreGone();
        long now = monotonic.now();
        for (var subscription : subscriptions.all()) {
            var scope = subscription.declared().scope();
            if ((tenant == null || scope.includes(tenant))
                    && subscription.isOlderThan(one.seq())
                    && subscription.mayAccept(now)) {
                one.expect(subscription);
            }
        }
        // What happened while they were collected was told to nobody.
        one.open().forEach(subscription -> progress(one, subscription));
    }

    private void progress(Waiting one, Subscription subscription) {
        if (!subscriptions.isKnown(subscription)) {
            one.left(subscription);
        } else if (subscription.hasConfirmed(one.seq())) {
            one.confirmed(subscription);
        }
    }

    private void follow(Waiting one, long begun, Duration wait, Consumer<Confirmation> soFar) {
        var telling = FIRST_TOLD;
        while (true) {
            long now = monotonic.now();
            var age = Duration.ofNanos(now - begun);
            for (var subscription : one.open()) {
                if (age.compareTo(subscription.declared().acceptance()) >= 0 || !subscription.mayAccept(now)) {
                    one.expired(subscription);
                }
            }
            if (one.isOver()
                    || age.compareTo(wait) >= 0
                    || Thread.currentThread().isInterrupted()) {
                return;
            }
            if (age.compareTo(telling) >= 0) {
                soFar.accept(one.result(age));
                telling = age.multipliedBy(2);
            }
            long pause = Math.min(
                    one.pause(age, wait, now).toNanos(), telling.minus(age).toNanos());
            LockSupport.parkNanos(this, Math.max(1, pause));
        }
    }
}
