package ripcord.bench.feed;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import ripcord.bench.Document;
import ripcord.bench.Machine;
import ripcord.bench.load.Progress;
import ripcord.bench.load.ServerProcess;

/// Measures the feed of one server, and writes its sections of `docs/benchmarks.md`.
///
/// Arguments: names of parts for only those; numbers are so many subscribers.
public final class FeedMain {
    private static final List<String> ALL =
            List.of("1", "100", "1000", "10000", "acknowledged", "storm", "snapshot", "return");
    private static final Duration LONGEST_PART = Duration.ofMinutes(6);

    private static final int ACKNOWLEDGED = 50_000;
    private static final int STORM = 10_000;

    private static final int OTHER_FILES = 700;
    private static final int SPARE = 50;

    private FeedMain() {}

    /// See the class.
    public static void main(String[] args) throws Exception {
        var parts = List.of(args);
        if (!ALL.containsAll(parts)) {
            System.err.println("parts: " + parts + " (expected: some of " + ALL + ")");
            System.exit(2);
        }
        var wanted = parts.isEmpty() ? ALL : parts;
        var progress = new Progress(LONGEST_PART.multipliedBy(wanted.size()));
        for (String part : wanted) {
            part(part, progress);
        }
        System.exit(0);
    }

    /// Measures a part and writes its section, so that what was measured is not lost if another part is not waited for.
    private static void part(String part, Progress progress) throws IOException, InterruptedException {
        var report = new FeedReport(Machine.now());
        try (var server = ServerProcess.start()) {
            var storms = new Storms(server, progress);
            switch (part) {
                case "acknowledged" ->
                    write(
                            "Feed: revocations acknowledged",
                            report.acknowledged(
                                    storms.acknowledged(1, ACKNOWLEDGED),
                                    storms.acknowledged(8, ACKNOWLEDGED),
                                    storms.bareLog()));
                case "storm" -> write("Feed: a storm of revocations", report.storm(storms.storm(1_000, STORM, STORM)));
                case "snapshot" ->
                    write(
                            "Feed: a large snapshot for all at once",
                            report.cameBack(storms.comeBack(1_000, 100_000, false)));
                case "return" ->
                    write(
                            "Feed: everybody comes back, and introspects meanwhile",
                            report.cameBack(storms.comeBack(possible(10_000), 1_000, true)));
                default -> fanOut(Integer.parseInt(part), server, report, progress);
            }
        }
    }

    private static void fanOut(int subscribers, ServerProcess server, FeedReport report, Progress progress)
            throws IOException, InterruptedException {
        var fanOut = new FanOut(possible(subscribers), server, progress);
        var text = report.fanOut(subscribers, possible(subscribers), fanOut.measure());
        write(
                "Feed: " + FeedReport.number(subscribers) + (subscribers == 1 ? " subscriber" : " subscribers"),
                subscribers == 100 ? text + FeedReport.light(fanOut.lightRefusal()) : text);
    }

    /// A server takes three fifths of the connections that it may have for streams, and some files it needs besides.
    private static int possible(int subscribers) {
        var system = ManagementFactory.getOperatingSystemMXBean();
        long files = system instanceof UnixOperatingSystemMXBean unix ? unix.getMaxFileDescriptorCount() : 0;
        int most = (int) Math.min(Integer.MAX_VALUE, (files - OTHER_FILES) / 5 * 3 - SPARE);
        if (most < subscribers) {
            System.err.printf(
                    "%d subscribers in place of %d: those take ulimit -n %d, and it is %d%n",
                    most, subscribers, (subscribers + SPARE) * 5 / 3 + 5 + OTHER_FILES, files);
        }
        return Math.min(subscribers, most);
    }

    private static void write(String section, String text) throws IOException {
        System.out.println(text);
        var file = Path.of(System.getProperty("ripcord.root", "."), "docs", "benchmarks.md");
        Document.replace(file, section, text);
        System.err.println("written to " + file + ": " + section);
    }
}
