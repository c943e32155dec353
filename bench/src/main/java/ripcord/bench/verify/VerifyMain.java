package ripcord.bench.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import ripcord.bench.Document;
import ripcord.bench.Machine;
import ripcord.bench.ProcessorTime;
import ripcord.verifier.feed.EntrySetBenchmark;
import ripcord.verifier.feed.MillionEntries;

/// Measures the library, and writes the section "Library" of `docs/benchmarks.md`.
///
/// Arguments: `long` for several times as long; names of parts (`cached`, `entries`, `uncached`) to measure only those,
/// which prints and writes nothing.
public final class VerifyMain {
    private static final int ENTRIES = 1_000_000;

    private final Length length;
    private final Machine machine = Machine.now();
    private final Measured measured = new Measured();

    private VerifyMain(Length length) {
        this.length = length;
    }

    /// How long is measured.
    private enum Length {
        SHORT(5, 3, 300),
        LONG(8, 10, 1_000);

        private final int warmUps;
        private final int iterations;
        private final long millis;

        Length(int warmUps, int iterations, long millis) {
            this.warmUps = warmUps;
            this.iterations = iterations;
            this.millis = millis;
        }
    }

    /// See the class.
    public static void main(String[] args) throws Exception {
        var parts = new ArrayList<>(List.of(args));
        var main = new VerifyMain(parts.remove("long") ? Length.LONG : Length.SHORT);
        main.measure(parts.isEmpty() ? List.of("entries", "cached", "uncached") : parts);
        var section = main.section();
        System.out.println(section);
        if (parts.isEmpty()) {
            var file = Path.of(System.getProperty("ripcord.root", "."), "docs", "benchmarks.md");
            Document.replace(file, "Library", section);
            System.err.println("written to " + file);
        }
    }

    private String section() {
        String method = length.warmUps + " × " + length.millis + " ms warming up, " + length.iterations + " × "
                + length.millis + " ms measured, a JVM for each figure";
        return new LibraryReport(machine, method, measured).text();
    }

    private void measure(List<String> parts) throws RunnerException, InterruptedException {
        if (parts.contains("entries")) {
            measured.entries(MillionEntries.measure(ENTRIES));
            measured.add(run(1, options(EntrySetBenchmark.class.getSimpleName()).param("entries", "" + ENTRIES)));
        }
        if (parts.contains("cached")) {
            String name = CachedBenchmark.class.getSimpleName();
            measured.add(run(1, options(name).addProfiler(GCProfiler.class)));
            measured.add(run(2, options(name + ".verify")));
        }
        if (parts.contains("uncached")) {
            uncached();
        }
    }

    private void uncached() throws RunnerException {
        String name = UncachedBenchmark.class.getSimpleName();
        for (var library : Library.values()) {
            var algorithms = library.algorithms().stream().map(Enum::name).toArray(String[]::new);
            var options = options(name).param("library", library.name()).param("algorithm", algorithms);
            boolean noProvider = library == Library.RIPCORD_WITHOUT_SIGNATURE;
            measured.add(run(1, noProvider ? options.param("provider", UncachedBenchmark.CORRETTO) : options));
        }
        var two = options(name)
                .param("library", Library.RIPCORD.name())
                .param("algorithm", Signing.ES256.name())
                .param("provider", UncachedBenchmark.CORRETTO);
        measured.add(run(2, two));
    }

    private ChainedOptionsBuilder options(String include) {
        return new OptionsBuilder()
                .include("\\." + include)
                .forks(1)
                .addProfiler(ProcessorTime.class)
                .jvmArgsAppend("-Xms2g", "-Xmx2g", "-Xmn128m", "--enable-native-access=ALL-UNNAMED")
                .warmupIterations(length.warmUps)
                .measurementIterations(length.iterations)
                .warmupTime(TimeValue.milliseconds(length.millis))
                .measurementTime(TimeValue.milliseconds(length.millis));
    }

    private static Collection<RunResult> run(int threads, ChainedOptionsBuilder options) throws RunnerException {
        return new Runner(options.threads(threads).build()).run();
    }
}
