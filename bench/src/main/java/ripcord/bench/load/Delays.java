package ripcord.bench.load;

import java.util.List;
import java.util.Locale;

/// How long something took, many times.
///
/// @param sorted in nanoseconds
public record Delays(List<Long> sorted) {
    /// Copies them.
    public Delays {
        sorted = List.copyOf(sorted);
    }

    /// In any order.
    public static Delays of(List<Long> nanos) {
        return new Delays(nanos.stream().sorted().toList());
    }

    /// In milliseconds; 0 if there was none.
    public double at(double part) {
        return sorted.isEmpty()
                ? 0
                : sorted.get((int) Math.min(sorted.size() - 1L, (long) (part * sorted.size()))) / 1e6;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "p50 %.1f ms, p99 %.1f ms, longest %.1f ms", at(0.50), at(0.99), at(1));
    }
}
