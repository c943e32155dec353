package ripcord.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import ripcord.bench.compare.Comparison.Measured;
import ripcord.bench.load.ServerProcess;

/// `./dev/compare [--write FILE]`: a table of what each strategy costs and lets through, on this machine, in this run.
public final class CompareMain {
    private static final String BEGIN = "<!-- made by ./dev/compare --write docs/strategies.md -->\n";
    private static final String END = "<!-- end -->\n";

    private CompareMain() {}

    /// Measures, prints, and replaces what stands between the two marks in the file, if one is named.
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        String table;
        try (ServerProcess server = ServerProcess.start()) {
            table = table(new Comparison(server).run());
        }
        System.out.println(table);
        if (arguments.length == 2 && arguments[0].equals("--write")) {
            write(Path.of(arguments[1]), table);
        }
    }

    static void say(String progress) {
        System.err.println("compare: " + progress);
    }

    private static String table(Map<Side, Measured> measured) {
        var text = new StringBuilder("""
                | `revocation.strategy` | questions per check | a check | a session was ended | a subject was | one token was | the server is gone |
                |---|---|---|---|---|---|---|
                """);
        measured.forEach((side, one) -> text.append("| `%s` | %.0f | %s | %s | %s |\n"
                .formatted(
                        side.wireName(),
                        one.questions(),
                        micros(one.microseconds()),
                        one.windows().values().stream().map(CompareMain::text).collect(Collectors.joining(" | ")),
                        one.away())));
        return text.toString();
    }

    private static String micros(double micros) {
        return String.format(Locale.ROOT, micros < 10 ? "%.1f µs" : "%.0f µs", micros);
    }

    static String text(Duration duration) {
        double millis = duration.toNanos() / 1e6;
        return millis < 1000
                ? String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis)
                : String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }

    private static void write(Path file, String table) throws IOException {
        String old = Files.readString(file);
        int from = old.indexOf(BEGIN);
        int to = old.indexOf(END);
        if (from < 0 || to < from) {
            throw new IOException(
                    file + ": no place for the table (expected: the lines " + BEGIN + " and " + END + ")");
        }
        Files.writeString(file, old.substring(0, from + BEGIN.length()) + "\n" + table + "\n" + old.substring(to));
        say("written into " + file);
    }
}
