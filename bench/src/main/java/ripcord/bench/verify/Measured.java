package ripcord.bench.verify;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import ripcord.bench.ProcessorTime;
import ripcord.verifier.feed.MillionEntries;

/// What was measured so far, by benchmark, parameters and threads.
final class Measured {
    private final List<RunResult> results = new ArrayList<>();
    private Optional<MillionEntries.Found> entries = Optional.empty();

    /// @param nanos     of one call, of the processor's time
    /// @param error     half of the interval that holds it in 99.9 of 100 cases
    /// @param allocated bytes of one call, if they were counted
    record Figure(double nanos, double error, Optional<Double> allocated) {}

    void add(Collection<RunResult> more) {
        results.addAll(more);
    }

    void entries(MillionEntries.Found found) {
        entries = Optional.of(found);
    }

    Optional<MillionEntries.Found> entries() {
        return entries;
    }

    /// The figure of a benchmark with those parameters, if it was measured.
    Optional<Figure> figure(String method, int threads, Map<String, String> parameters) {
        return results.stream()
                .filter(result -> matches(result, method, threads, parameters))
                .findFirst()
                .map(Measured::figure);
    }

    private static boolean matches(RunResult result, String method, int threads, Map<String, String> parameters) {
        var run = result.getParams();
        return run.getBenchmark().endsWith("." + method)
                && run.getThreads() == threads
                && parameters.entrySet().stream().allMatch(one -> one.getValue().equals(run.getParam(one.getKey())));
    }

    private static Figure figure(RunResult result) {
        Result<?> time = requireNonNull(result.getSecondaryResults().get(ProcessorTime.NAME));
        @Nullable Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
        return new Figure(
                time.getScore(),
                time.getScoreError(),
                Optional.ofNullable(allocated).map(Result::getScore));
    }
}
