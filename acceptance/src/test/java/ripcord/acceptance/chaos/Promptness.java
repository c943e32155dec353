package ripcord.acceptance.chaos;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

/// Check 4: nothing hangs. Excused is time in which the machine stood still, as measured, and time in which the node
/// that was asked was frozen.
final class Promptness {
    /// A request waits for the store for 5 s in all (ARCHITECTURE); one more, for what else it has to do.
    static final Duration DEADLINE = Duration.ofSeconds(6);

    /// One question and how long its answer took, what is excused left out.
    record Slow(Asked asked, Duration took) {}

    private Promptness() {}

    /// Every question, and first the one whose answer took longest.
    ///
    /// @param stalled how long the machine stood still between two moments
    static List<Slow> slowest(History history, BiFunction<Long, Long, Duration> stalled) {
        return history.of(_ -> true)
                .map(one -> new Slow(one, took(history, one, stalled)))
                .sorted(Comparator.comparing(Slow::took).reversed())
                .toList();
    }

    private static Duration took(History history, Asked one, BiFunction<Long, Long, Duration> stalled) {
        Duration excused = stalled.apply(one.begun(), one.done()).plusNanos(history.frozenDuring(one));
        Duration left = one.took().minus(excused);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /// @param broken when the fault began
    static List<String> faults(List<Slow> slowest, long broken) {
        return slowest.stream()
                .filter(slow -> slow.took().compareTo(DEADLINE) > 0)
                .map(slow -> "took %d ms (expected: at most %s), asked %d ms after the fault began: %s"
                        .formatted(
                                slow.took().toMillis(),
                                DEADLINE,
                                (slow.asked().begun() - broken) / 1_000_000,
                                slow.asked()))
                .toList();
    }
}
