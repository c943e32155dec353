package ripcord.bench.feed;

import java.io.IOException;
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
    private static final List<String> ALL = List.of("1", "100", "1000", "10000");
    private static final Duration LONGEST_PART = Duration.ofMinutes(6);

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
            int subscribers = Integer.parseInt(part);
            var found = new FanOut(subscribers, server, progress).measure();
            write(
                    "Feed: " + FeedReport.number(subscribers) + (subscribers == 1 ? " subscriber" : " subscribers"),
                    report.fanOut(subscribers, found));
        }
    }

    private static void write(String section, String text) throws IOException {
        System.out.println(text);
        var file = Path.of(System.getProperty("ripcord.root", "."), "docs", "benchmarks.md");
        Document.replace(file, section, text);
        System.err.println("written to " + file + ": " + section);
    }
}
