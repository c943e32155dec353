package ripcord.server.feed;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import ripcord.server.feed.Confirmation.Member;

/// One wait for confirmations: who is still open, and what became of the others. Thread-safe.
final class Waiting {
    private final String id;
    private final long seq;
    private final Thread waiter;
    private final Map<String, Behind> behind = new ConcurrentHashMap<>();
    private final Map<String, Subscription> open = new ConcurrentHashMap<>();
    private final Map<String, Member> confirmed = new ConcurrentHashMap<>();
    private final Map<String, Member> expired = new ConcurrentHashMap<>();

    /// @param id how verifiers are asked for it
    Waiting(String id, long seq, Thread waiter) {
        this.id = id;
        this.seq = seq;
        this.waiter = waiter;
    }

    String id() {
        return id;
    }

    /// A relay says how it is with those behind it; it has confirmed when nobody is missing there.
    void behind(Subscription relay, Behind counted) {
        behind.put(relay.id(), counted);
        if (counted.missing() == 0) {
            confirmed(relay);
        }
    }

    long seq() {
        return seq;
    }

    void expect(Subscription subscription) {
        open.put(subscription.id(), subscription);
    }

    Collection<Subscription> open() {
        return open.values();
    }

    boolean isOver() {
        return open.isEmpty();
    }

    void confirmed(Subscription subscription) {
        settle(subscription, confirmed);
    }

    void expired(Subscription subscription) {
        settle(subscription, expired);
    }

    private void settle(Subscription subscription, Map<String, Member> as) {
        if (open.containsKey(subscription.id())) {
            // Before it is taken from the open ones: nobody may find it nowhere.
            as.put(subscription.id(), member(subscription));
            left(subscription);
        }
    }

    /// It is nobody's concern any more.
    void left(Subscription subscription) {
        if (open.remove(subscription.id()) != null && open.isEmpty()) {
            LockSupport.unpark(waiter);
        }
    }

    /// Until when nothing happens by itself.
    Duration pause(Duration age, Duration wait, long nowNanos) {
        return open.values().stream()
                .map(subscription -> untilExpired(subscription, age, nowNanos))
                .min(Comparator.naturalOrder())
                .filter(next -> next.compareTo(wait.minus(age)) < 0)
                .orElse(wait.minus(age));
    }

    private static Duration untilExpired(Subscription subscription, Duration age, long nowNanos) {
        var acceptance = subscription.declared().acceptance();
        var gone = subscription.lostFor(nowNanos);
        return acceptance.minus(age.compareTo(gone) > 0 ? age : gone);
    }

    Confirmation result(Duration took) {
        var missing = open.values().stream().map(this::member).toList();
        var late = expired.keySet().stream().filter(id -> !confirmed.containsKey(id));
        return new Confirmation(
                sorted(confirmed.values()), sorted(late.map(expired::get).toList()), sorted(missing), took);
    }

    private static List<Member> sorted(Collection<Member> members) {
        return members.stream()
                .sorted(Comparator.comparing(Member::name).thenComparing(Member::subscription))
                .toList();
    }

    private Member member(Subscription subscription) {
        return new Member(subscription.id(), subscription.declared().name(), behind.get(subscription.id()));
    }
}
