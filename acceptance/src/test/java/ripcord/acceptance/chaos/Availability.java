package ripcord.acceptance.chaos;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// Check 3: what share of the questions that were asked during a fault was answered, and how soon after it all were.
///
/// @param served  per cent; a question that is still open when the fault heals counts by what becomes of it. Without
///                an entry nothing was asked.
/// @param recovery from healing until the last question that was not answered was given up; zero if there was none
record Availability(Map<Operation, Double> served, Duration recovery) {
    Availability {
        served = Map.copyOf(served);
    }

    static Availability of(List<Asked> asked, Span fault) {
        Map<Operation, Double> served = new EnumMap<>(Operation.class);
        for (Operation operation : Operation.values()) {
            share(asked, operation, fault).ifPresent(share -> served.put(operation, share));
        }
        long last = asked.stream()
                .filter(one -> one.counts() && !one.isServed())
                .mapToLong(Asked::done)
                .filter(done -> done - fault.to() > 0)
                .max()
                .orElse(fault.to());
        return new Availability(served, Duration.ofNanos(last - fault.to()));
    }

    private static OptionalDouble share(List<Asked> asked, Operation operation, Span fault) {
        return asked.stream()
                .filter(one -> one.counts() && one.operation() == operation && fault.holds(one.begun()))
                .mapToInt(one -> one.isServed() ? 1 : 0)
                .average();
    }

    /// Whether everything that was asked since a moment was answered, and of each operation something was.
    static boolean isWhole(List<Asked> asked, long since) {
        List<Asked> recent = asked.stream()
                .filter(one -> one.counts() && one.done() - since > 0)
                .toList();
        return recent.stream().allMatch(Asked::isServed)
                && Arrays.stream(Operation.values())
                        .allMatch(operation -> recent.stream()
                                .anyMatch(one -> one.operation() == operation && one.begun() - since > 0));
    }

    /// In per cent, rounded down: 100 is all of them.
    String percent(Operation operation) {
        Double share = served.get(operation);
        return share == null ? "–" : Integer.toString((int) Math.floor(share * 100));
    }
}
