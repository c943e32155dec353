package ripcord.bench.verify;

import java.io.IOException;
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

/// Measures the library, and writes its sections of `docs/benchmarks.md`.
///
/// Arguments: `long` for several times as long; names of parts (`entries`, `cached`, `RS256`, `ES256`, `EdDSA`) for
/// only those.
public final class VerifyMain {
    private static final int ENTRIES = 1_000_000;
    /// JVMs for each figure: libraries differ by less than one JVM from another. All are measured once, then all again,
    /// so that a slow minute of the machine is not one library's.
    private static final int ROUNDS = 3;

    private final Length length;
    private final Measured measured = new Measured();

    private VerifyMain(Length length) {
        this.length = length;
    }

    /// How long is measured.
    private enum Length {
        SHORT(3, 7, 300),
        LONG(8, 10, 1_000);

        private final int warmUps;
        private final int iterations;
        private final long millis;

        /// The compiler has to have come to an end, also where it shares the machine.
        private static final long WARM_UP_MILLIS = 1_000;

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
        var all = List.of("entries", "cached", "RS256", "ES256", "EdDSA");
        if (!all.containsAll(parts)) {
            System.err.println("parts: " + parts + " (expected: some of " + all + ")");
            System.exit(2);
        }
        for (String part : parts.isEmpty() ? all : parts) {
            main.part(part);
        }
    }

    /// Measures a part and writes its section, so that what was measured is not lost if another part is not waited for.
    private void part(String part) throws RunnerException, InterruptedException, IOException {
        var report = new LibraryReport(Machine.now(), method(), measured);
        if (part.equals("entries")) {
            measured.entries(MillionEntries.measure(ENTRIES));
        }
        for (int round = 0; round < ROUNDS; round++) {
            switch (part) {
                case "entries" -> measureEntries();
                case "cached" -> measureCached();
                default -> measureUncached(Signing.valueOf(part));
            }
        }
        switch (part) {
            case "entries" -> write("Library: a million live entries", report.entries());
            case "cached" -> write("Library: a token that was seen before", report.cached());
            default ->
                write("Library: a token that was not seen before, " + part, report.uncached(Signing.valueOf(part)));
        }
    }

    private static void write(String section, String text) throws IOException {
        System.out.println(text);
        var file = Path.of(System.getProperty("ripcord.root", "."), "docs", "benchmarks.md");
        Document.replace(file, section, text);
        System.err.println("written to " + file + ": " + section);
    }

    private String method() {
        return length.warmUps + " × " + Length.WARM_UP_MILLIS + " ms warming up, " + length.iterations + " × "
                + length.millis + " ms measured, " + ROUNDS + " JVMs in turn with the others for each figure";
    }

    private void measureEntries() throws RunnerException {
        measured.add(run(1, options(EntrySetBenchmark.class.getSimpleName()).param("entries", "" + ENTRIES)));
    }

    private void measureCached() throws RunnerException {
        String name = CachedBenchmark.class.getSimpleName();
        measured.add(run(1, options(name).addProfiler(GCProfiler.class)));
        measured.add(run(2, options(name + "\\.(verify|clocks)")));
    }

    private void measureUncached(Signing signing) throws RunnerException {
        for (var library : Library.values()) {
            if (library == Library.RIPCORD_WITHOUT_SIGNATURE) {
                measured.add(run(1, uncached(library, signing).param("provider", UncachedBenchmark.CORRETTO)));
            } else if (library.algorithms().contains(signing)) {
                measured.add(run(1, uncached(library, signing)));
            }
        }
        measured.add(run(2, uncached(Library.RIPCORD, signing).param("provider", UncachedBenchmark.CORRETTO)));
    }

    private ChainedOptionsBuilder uncached(Library library, Signing signing) {
        return options(UncachedBenchmark.class.getSimpleName())
                .param("library", library.name())
                .param("algorithm", signing.name());
    }

    private ChainedOptionsBuilder options(String include) {
        return new OptionsBuilder()
                .include("\\." + include)
                .forks(1)
                .addProfiler(ProcessorTime.class)
                .jvmArgsAppend("-Xms2g", "-Xmx2g", "-Xmn128m", "--enable-native-access=ALL-UNNAMED")
                .warmupIterations(length.warmUps)
                .measurementIterations(length.iterations)
                .warmupTime(TimeValue.milliseconds(Length.WARM_UP_MILLIS))
                .measurementTime(TimeValue.milliseconds(length.millis));
    }

    private static Collection<RunResult> run(int threads, ChainedOptionsBuilder options) throws RunnerException {
        return new Runner(options.threads(threads).build()).run();
    }
}
