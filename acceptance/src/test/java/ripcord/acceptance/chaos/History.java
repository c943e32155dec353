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
    private final Map<Integer, List<End>> endsAcknowledged = new HashMap<>();
    private final Map<Integer, List<Span>> frozen = new HashMap<>();
    private final Map<Integer, List<Span>> dark = new HashMap<>();
    private final List<Span> losses = new ArrayList<>();
    private final List<Span> keysLost = new ArrayList<>();

    /// An end.
    ///
    /// @param everywhere when it holds at every node, as its answer says
    private record End(long acknowledged, long everywhere) {}

    synchronized void add(Asked one) {
        asked.add(one);
        if (one.operation() == Operation.END && one.outcome() == Outcome.ACCEPTED) {
            endsAcknowledged
                    .computeIfAbsent(one.session(), _ -> new ArrayList<>())
                    .add(new End(one.done(), one.done() + Leniency.acceptedElsewhere(one)));
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

    /// A node cannot read the log from the store.
    synchronized void dark(int node, Span span) {
        dark.computeIfAbsent(node, _ -> new ArrayList<>()).add(span);
    }

    /// What is acknowledged from now on may be lost with the store that acknowledges it.
    synchronized void losing(Span span) {
        losses.add(span);
    }

    synchronized void lostUntil(long moment) {
        losses.set(losses.size() - 1, losses.getLast().until(moment));
    }

    /// Whether what was acknowledged then may be lost, by a fault that loses acknowledged writes.
    synchronized boolean mayBeLost(long acknowledged) {
        return losses.stream().anyMatch(span -> span.holds(acknowledged));
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

    /// When the end of a session was acknowledged for the first time by a store that still has it.
    synchronized OptionalLong endAcknowledged(int session) {
        return ends(session).mapToLong(End::acknowledged).min();
    }

    /// As [#endAcknowledged], and from when on it holds at every node: later where its answer says so.
    synchronized OptionalLong endHoldsEverywhere(int session) {
        return ends(session).mapToLong(End::everywhere).min();
    }

    private Stream<End> ends(int session) {
        return endsAcknowledged.getOrDefault(session, List.of()).stream().filter(end -> !mayBeLost(end.acknowledged));
    }

    /// When a node could not read the log.
    synchronized List<Span> dark(int node) {
        return List.copyOf(dark.getOrDefault(node, List.of()));
    }

    /// When somebody asked for the end of a session for the first time.
    synchronized OptionalLong endAsked(int session) {
        Long moment = endsAsked.get(session);
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

    /// Since when a node cannot read the log at `moment`; empty if it can.
    synchronized OptionalLong darkSince(int node, long moment) {
        return dark.getOrDefault(node, List.of()).stream()
                .filter(span -> span.holds(moment))
                .mapToLong(Span::from)
                .min();
    }

    /// Whether a credential of that age may be void by the loss of a key.
    synchronized boolean mayBeVoid(Asked one) {
        return keysLost.stream().anyMatch(span -> one.since() < span.to() && one.done() > span.from());
    }
}
