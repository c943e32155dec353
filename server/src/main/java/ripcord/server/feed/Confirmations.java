package ripcord.server.feed;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import ripcord.server.tenant.TenantId;

/// Waits until every verifier that could still accept something has applied an entry, or can accept nothing any more.
/// Thread-safe.
///
/// Why an unconfirmed verifier expires: whatever it knows that is newer than the entry was sent behind the entry, so
/// it holds it. What it knows that is older runs out, by its own declaration, one acceptance time after the entry.
public final class Confirmations {
    private final Subscriptions subscriptions;
    private final FeedStreams streams;
    private final Monotonic monotonic;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

    /// @param monotonic the streams' clock
    public Confirmations(Subscriptions subscriptions, FeedStreams streams, Monotonic monotonic) {
        this.subscriptions = subscriptions;
        this.streams = streams;
        this.monotonic = monotonic;
        subscriptions.calls().onAsked(streams::ask);
        subscriptions.onProgress(subscription -> waiting.forEach(one -> progress(one, subscription)));
    }

    /// Waits for the verifiers of `tenant`. To be called right after the append: an entry's age is counted from here.
    ///
    /// @param seq  the entry's position, or a later one
    /// @param wait how long at most
    public Confirmation await(TenantId tenant, long seq, Duration wait) {
        long begun = monotonic.now();
        var one = new Waiting(seq, Thread.currentThread());
        waiting.add(one);
        try {
            collect(one, tenant);
            if (!one.isOver()) {
                ask(one, tenant);
            }
            follow(one, begun, wait);
        } finally {
            waiting.remove(one);
        }
        return one.result(Duration.ofNanos(monotonic.now() - begun));
    }

    private void ask(Waiting one, TenantId tenant) {
        var confirmation = subscriptions.id();
        streams.ask(tenant, confirmation, one.seq());
        if (one.open().stream().anyMatch(subscription -> !subscription.isHere())) {
            subscriptions.calls().ask(tenant, confirmation, one.seq());
        }
    }

    private void collect(Waiting one, TenantId tenant) {
        subscriptions.noticeServersThatAreGone();
        long now = monotonic.now();
        for (var subscription : subscriptions.all()) {
            var scope = subscription.declared().scope();
            if (scope.includes(tenant) && subscription.isOlderThan(one.seq()) && subscription.mayAccept(now)) {
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

    private void follow(Waiting one, long begun, Duration wait) {
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
            LockSupport.parkNanos(this, Math.max(1, one.pause(age, wait, now).toNanos()));
        }
    }
}
