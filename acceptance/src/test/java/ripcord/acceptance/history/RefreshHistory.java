package ripcord.acceptance.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import ripcord.acceptance.history.RefreshModel.Moment;
import ripcord.acceptance.history.RefreshModel.State;
import ripcord.acceptance.history.RefreshModel.Step;

/// Decides whether what the callers of one session saw can have come from a correct server: whether there is an order
/// of the presentations, each at a moment between its question and its answer, in which every answer is right.
/// (Linearizability, by the search of Wing and Gong.)
public final class RefreshHistory {
    private record Seen(BitSet left, State state) {}

    private final List<Presentation> history;
    private final RefreshModel model;
    private final Set<Seen> deadEnds = new HashSet<>();
    private BitSet fewestLeft;

    private RefreshHistory(List<Presentation> history, RefreshModel model) {
        this.history = history;
        this.model = model;
        this.fewestLeft = all();
    }

    /// What is wrong with a history.
    ///
    /// @param first generation of the refresh token that the session began with
    /// @return empty if there is such an order; otherwise the presentations that fit into none
    public static Optional<String> fault(List<Presentation> history, int first, Duration grace, Duration recovery) {
        RefreshHistory search = new RefreshHistory(List.copyOf(history), new RefreshModel(grace, recovery));
        return search.fits(search.all(), State.begun(first), Long.MIN_VALUE)
                ? Optional.empty()
                : Optional.of(search.report());
    }

    private BitSet all() {
        BitSet all = new BitSet();
        all.set(0, history.size());
        return all;
    }

    private boolean fits(BitSet left, State state, long notBefore) {
        if (left.cardinality() < fewestLeft.cardinality()) {
            fewestLeft = left;
        }
        if (left.stream().allMatch(index -> history.get(index).isLost())) {
            return true;
        }
        if (!deadEnds.add(new Seen(left, state))) {
            return false;
        }
        return next(left).stream().anyMatch(index -> fitsNext(left, index, state, notBefore));
    }

    private boolean fitsNext(BitSet left, int index, State state, long notBefore) {
        Presentation presented = history.get(index);
        BitSet rest = (BitSet) left.clone();
        rest.clear(index);
        long from = Math.max(notBefore, presented.asked());
        Moment at = new Moment(from, Math.max(from, earliestAnswer(left)));
        return model.steps(state, presented.generation(), presented.party(), at).stream()
                .filter(step -> explains(step, presented))
                .anyMatch(step -> fits(rest, step.next(), from));
    }

    private static boolean explains(Step step, Presentation presented) {
        return presented.isLost() || step.outcome().equals(presented.outcome());
    }

    /// What can be next: nothing that was asked after something else that is left had been answered. Of several that
    /// are alike, the one answered first is as good as any.
    private List<Integer> next(BitSet left) {
        long earliest = earliestAnswer(left);
        List<Integer> next = new ArrayList<>();
        left.stream()
                .boxed()
                .sorted((a, b) ->
                        Long.compare(history.get(a).answered(), history.get(b).answered()))
                .filter(index -> history.get(index).asked() <= earliest)
                .filter(index -> next.stream().noneMatch(other -> alike(other, index)))
                .forEach(next::add);
        return next;
    }

    private boolean alike(int first, int second) {
        Presentation a = history.get(first);
        Presentation b = history.get(second);
        return a.generation() == b.generation()
                && a.party().equals(b.party())
                && a.outcome().equals(b.outcome());
    }

    private long earliestAnswer(BitSet left) {
        return left.stream()
                .mapToLong(index -> history.get(index).answered())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private String report() {
        StringBuilder report = new StringBuilder("no order explains these answers:");
        long begun = history.stream().mapToLong(Presentation::asked).min().orElse(0);
        for (int index = 0; index < history.size(); index++) {
            Presentation one = history.get(index);
            report.append("\n  %s %5d ms %s presents %d: %s"
                    .formatted(
                            fewestLeft.get(index) ? "?" : " ",
                            (one.asked() - begun) / 1_000_000,
                            one.party(),
                            one.generation(),
                            one.outcome()));
        }
        return report.toString();
    }
}
