package ripcord.server;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Decides whether what several callers saw can have come from one that does one thing after the other: whether there
/// is an order of the calls, each at a moment between its question and its answer, in which every answer is right.
/// (Linearizability, by the search of Wing and Gong; dead ends are remembered.)
///
/// @param <S> what is kept, by value
final class Order<S> {
    /// One call, and what it was answered.
    ///
    /// @param asked    by [System#nanoTime]
    /// @param answered by [System#nanoTime]
    /// @param explains what is kept afterwards, if the answer is right where this was kept before
    /// @param words    for people
    record Call<S>(long asked, long answered, Effect<S> explains, String words) {}

    /// What a call does, if it can have been answered so.
    @FunctionalInterface
    interface Effect<S> {
        Optional<S> on(S before);
    }

    private record Seen<S>(BitSet left, S kept) {}

    private final List<Call<S>> calls;
    private final Set<Seen<S>> deadEnds = new HashSet<>();
    private BitSet fewestLeft;

    private Order(List<Call<S>> calls) {
        this.calls = calls;
        this.fewestLeft = all();
    }

    /// What is wrong with the answers.
    ///
    /// @return empty if there is such an order; else the calls that fit into none
    static <S> Optional<String> fault(List<Call<S>> calls, S first) {
        var search = new Order<>(List.copyOf(calls));
        return search.fits(search.all(), first) ? Optional.empty() : Optional.of(search.report());
    }

    private BitSet all() {
        var all = new BitSet();
        all.set(0, calls.size());
        return all;
    }

    private boolean fits(BitSet left, S kept) {
        if (left.cardinality() < fewestLeft.cardinality()) {
            fewestLeft = left;
        }
        if (left.isEmpty()) {
            return true;
        }
        if (!deadEnds.add(new Seen<>(left, kept))) {
            return false;
        }
        for (int index : next(left)) {
            var after = calls.get(index).explains.on(kept);
            if (after.isPresent() && fits(without(left, index), after.get())) {
                return true;
            }
        }
        return false;
    }

    private static BitSet without(BitSet left, int index) {
        var rest = (BitSet) left.clone();
        rest.clear(index);
        return rest;
    }

    /// Nothing that was asked after something else that is left had been answered.
    private List<Integer> next(BitSet left) {
        long earliest = left.stream()
                .mapToLong(index -> calls.get(index).answered)
                .min()
                .orElseThrow();
        var next = new ArrayList<Integer>();
        left.stream().filter(index -> calls.get(index).asked <= earliest).forEach(next::add);
        return next;
    }

    private String report() {
        var report = new StringBuilder("no order explains these answers:");
        long begun = calls.stream().mapToLong(Call::asked).min().orElse(0);
        for (int index = 0; index < calls.size(); index++) {
            var call = calls.get(index);
            report.append("\n  %s %5d to %5d ms %s"
                    .formatted(
                            fewestLeft.get(index) ? "?" : " ",
                            (call.asked - begun) / 1_000_000,
                            (call.answered - begun) / 1_000_000,
                            call.words));
        }
        return report.toString();
    }
}
