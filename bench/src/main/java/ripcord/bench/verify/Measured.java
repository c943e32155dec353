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

    /// What some JVMs took, one behind the other, each in the quickest of its iterations: others who use the machine
    /// only ever add to that, half as much again within a second, and a JVM that compiled otherwise shows in all.
    ///
    /// @param nanos     of one call, of the processor's time: of the JVM in the middle
    /// @param lowest    of the JVM that took the least
    /// @param highest   of the JVM that took the most
    /// @param allocated bytes of one call, if they were counted
    record Figure(double nanos, double lowest, double highest, Optional<Double> allocated) {}

    void add(Collection<RunResult> more) {
        results.addAll(more);
    }

    void entries(MillionEntries.Found found) {
        entries = Optional.of(found);
    }

    Optional<MillionEntries.Found> entries() {
        return entries;
    }

    /// The figure of a benchmark with these parameters, if it was measured.
    Optional<Figure> figure(String method, int threads, Map<String, String> parameters) {
        var found = results.stream()
                .filter(result -> matches(result, method, threads, parameters))
                .toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(figure(found));
    }

    private static boolean matches(RunResult result, String method, int threads, Map<String, String> parameters) {
        var run = result.getParams();
        return run.getBenchmark().endsWith("." + method)
                && run.getThreads() == threads
                && parameters.entrySet().stream().allMatch(one -> one.getValue().equals(run.getParam(one.getKey())));
    }

    private static Figure figure(List<RunResult> jvms) {
        double[] nanos = jvms.stream()
                .map(jvm -> requireNonNull(jvm.getSecondaryResults().get(ProcessorTime.NAME)))
                .mapToDouble(result -> result.getStatistics().getMin())
                .sorted()
                .toArray();
        @Nullable Result<?> allocated = jvms.getFirst().getSecondaryResults().get("gc.alloc.rate.norm");
        return new Figure(
                nanos[nanos.length / 2],
                nanos[0],
                nanos[nanos.length - 1],
                Optional.ofNullable(allocated).map(Result::getScore));
    }
}
