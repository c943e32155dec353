package ripcord.acceptance.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import ripcord.acceptance.chaos.Asked.Outcome;

/// Everything that was asked in one experiment, and when the one who carries it out broke what. Thread-safe.
final class History {
    private final List<Asked> asked = new ArrayList<>();
    private final Map<Integer, Long> endsAsked = new HashMap<>();
    private final Map<Integer, Long> endsAcknowledged = new HashMap<>();
    private final Map<Integer, List<Span>> frozen = new HashMap<>();
    private final List<Span> dark = new ArrayList<>();
    private final List<Span> keysLost = new ArrayList<>();

    synchronized void add(Asked one) {
        asked.add(one);
        if (one.operation() == Operation.END && one.outcome() == Outcome.ACCEPTED) {
            endsAcknowledged.merge(one.session(), one.done(), Math::min);
        }
    }

    /// From now on the session may be over.
    synchronized void endAsked(int session, long moment) {
        endsAsked.merge(session, moment, Math::min);
    }

    /// A node does nothing for a while, because it is not let.
    synchronized void frozen(int node, Span span) {
        frozen.computeIfAbsent(node, _ -> new ArrayList<>()).add(span);
    }

    /// Nobody can read the log from the store.
    synchronized void dark(Span span) {
        dark.add(span);
    }

    /// A signing key was declared compromised: what it signed earlier is worth nothing from some moment of this on.
    synchronized void keyLost(Span span) {
        keysLost.add(span);
    }

    synchronized List<Asked> all() {
        return List.copyOf(asked);
    }

    Stream<Asked> of(Predicate<Asked> which) {
        return all().stream().filter(which);
    }

    /// When the end of a session was acknowledged for the first time.
    synchronized OptionalLong endAcknowledged(int session) {
        return of(endsAcknowledged, session);
    }

    /// When somebody asked for the end of a session for the first time.
    synchronized OptionalLong endAsked(int session) {
        return of(endsAsked, session);
    }

    private static OptionalLong of(Map<Integer, Long> moments, int session) {
        Long moment = moments.get(session);
        return moment == null ? OptionalLong.empty() : OptionalLong.of(moment);
    }

    /// How much of the time of a question its node was frozen.
    synchronized long frozenDuring(Asked one) {
        return one.operation() == Operation.VERIFY
                ? 0
                : frozen.getOrDefault(one.node(), List.of()).stream()
                        .mapToLong(span -> span.within(one.begun(), one.done()))
                        .sum();
    }

    /// The stretch at `moment` in which nobody could read the log.
    synchronized OptionalLong darkSince(long moment) {
        return dark.stream()
                .filter(span -> span.holds(moment))
                .mapToLong(Span::from)
                .min();
    }

    /// Whether a credential of that age may be void by the loss of a key.
    synchronized boolean mayBeVoid(Asked one) {
        return keysLost.stream().anyMatch(span -> one.since() < span.to() && one.done() > span.from());
    }
}
