package ripcord.acceptance.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ripcord.acceptance.chaos.Asked.Outcome;

/// What nodes do that a tenant lets answer from memory while they are cut off: they say so, say how old it may be, and
/// go on for as long as that. That they go on for no longer is [EndsHold]'s to say.
final class Leniency {
    /// Of the time that is granted, what is looked at to see that it is granted to the end. It counts from the last
    /// beat before the fault.
    static final Duration END = Duration.ofSeconds(2);

    private static final Pattern STORE = Pattern.compile("store;stale_ms=(\\d+)");
    private static final Pattern SERVERS = Pattern.compile("servers;accepted_ms=(\\d+)");

    private Leniency() {}

    /// For how long a node that is cut off may accept what an end was just acknowledged for, in nanoseconds.
    static long acceptedElsewhere(Asked end) {
        Matcher said = SERVERS.matcher(end.detail());
        return said.matches() ? Duration.ofMillis(Long.parseLong(said.group(1))).toNanos() : 0;
    }

    /// Answers that do not say that they are from memory, or claim to be fresher than they can be.
    static List<String> unmarked(History history) {
        List<String> faults = new ArrayList<>();
        history.of(Leniency::isFromMemory).forEach(one -> {
            long age = darkFor(history, one);
            Matcher said = STORE.matcher(one.detail());
            if (age > EndsHold.LEASE.toNanos()
                    && (!said.matches()
                            || Duration.ofMillis(Long.parseLong(said.group(1))).toNanos() < age)) {
                faults.add("not marked as %d ms old: %s".formatted(age / 1_000_000, one));
            }
        });
        return faults;
    }

    /// Nodes that were cut off for longer than is granted, and nobody was answered by to the end of that.
    static List<String> cutShort(History history, int nodes, Duration granted) {
        List<String> faults = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            for (Span dark : history.dark(node)) {
                Span last = new Span(dark.from() + granted.minus(END).toNanos(), dark.from() + granted.toNanos());
                if (dark.to() - last.to() > 0 && !isAnswered(history, node, last)) {
                    faults.add(
                            "node %d, which was cut off, did not answer from memory for %s".formatted(node, granted));
                }
            }
        }
        return faults;
    }

    private static boolean isAnswered(History history, int node, Span last) {
        return history.of(Leniency::isFromMemory).anyMatch(one -> one.node() == node && last.holds(one.begun()));
    }

    private static boolean isFromMemory(Asked one) {
        return one.outcome() == Outcome.ACCEPTED
                && (one.operation() == Operation.CHECK || one.operation() == Operation.INTROSPECT);
    }

    private static long darkFor(History history, Asked one) {
        return history.darkSince(one.node(), one.begun()).stream()
                .filter(since -> history.darkSince(one.node(), one.done()).equals(java.util.OptionalLong.of(since)))
                .map(since -> one.begun() - since)
                .findFirst()
                .orElse(0);
    }
}
