package ripcord.acceptance.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `docs/failure-matrix.md`. A run replaces the lines of its rows, and leaves those of others as an earlier run wrote
/// them.
///
/// @param day    of the run
/// @param commit that was run
record Page(LocalDate day, String commit) {
    private static final String NOT_RUN = "not run yet";

    private static final String HEAD = """
            # The failure matrix

            <!-- Written by ./dev/chaos: what is not a measurement is changed in the code, ripcord.acceptance.chaos. -->

            What goes on when something breaks. `./dev/chaos` starts PostgreSQL, the nodes of a row behind a load balancer, and two services that embed
            the verifier (bound 2 s; one rejects when its knowledge is too old, one introspects), all as processes of one machine.
            Under a load of about forty questions a second it breaks one thing, heals it, waits until all has been well for two seconds, and
            asks every node and verifier about every session. Each question is recorded with its time, its node and its answer; the checks are made on that record:

            1. No acknowledged end is followed by an acceptance: at a node at once, at a verifier after its bound. No verifier claims to be fresher than it can be.
               Where a tenant lets a node that is cut off answer from memory, it does so for no longer than that, every such answer says how old it may be, and who ends a session is told for how long it may still be accepted there.
            2. No acknowledged session or refresh is lost, nobody is signed out whose session nobody ended, and no refresh chain forks.
            3. All is answered again within 30 s after healing; and from memory for as long as a tenant lets it be. The columns say, for each operation, which share of what was asked
               between breaking and healing was answered (in per cent, a refusal that is right included, 503 not), and how long after healing began the last question
               was given up that got no answer.
            4. Nothing hangs: no answer takes longer than 6 s, time left out in which the machine itself stood still, as measured, or in which the node that was asked was frozen.

            The load balancer asks each node four times a second for `/health/ready`, and sends nothing to one that does not say yes, unless none does. What it sends is asked
            once: a client that repeats sees more answers than this. `–`: nothing was asked in that time, since it was too short. `run` names
            the commit that was run; `+` says that it was not quite that. Where a store is lost with writes that it had acknowledged, those are counted that were acknowledged
            while its replica got nothing, and of them the sessions that nobody knows any more, and the ends after which a session is accepted again. Nodes have no connections to
            each other: one that is cut off from the others is cut off from SQL, or from Redis.

            """;

    /// Today's, of the checkout in a folder.
    static Page today(Path root) throws IOException {
        Process git = new ProcessBuilder("git", "describe", "--always", "--dirty=+")
                .directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return new Page(LocalDate.now(ZoneOffset.UTC), commit.isEmpty() ? "no commit" : commit);
    }

    /// The whole document.
    ///
    /// @param before what the document holds; empty if there is none
    String text(String before, List<Verdict> verdicts) {
        Map<String, String> lines = new LinkedHashMap<>();
        Matrix.ROWS.forEach(row -> lines.put(row.title(), line(row, before)));
        verdicts.forEach(verdict -> lines.put(verdict.row().title(), line(verdict)));
        return HEAD + header() + String.join("\n", lines.values()) + "\n" + known();
    }

    private static String line(Row row, String before) {
        return before.lines()
                .filter(line -> line.startsWith("| `" + row.title() + "` |"))
                .findFirst()
                .orElse("| `%s` | %s | %s |%s"
                        .formatted(row.title(), what(row), NOT_RUN, " |".repeat(Operation.values().length + 3)));
    }

    private static String what(Row row) {
        return row.breaks() + "; " + row.heals();
    }

    private static String header() {
        String operations =
                Arrays.stream(Operation.values()).map(Operation::title).collect(Collectors.joining(" | "));
        return "| row | what breaks; how it heals | checks | " + operations + " | recovers | longest answer | run |\n"
                + "|---|---|---|" + "---|".repeat(Operation.values().length + 3) + "\n";
    }

    String line(Verdict verdict) {
        Row row = verdict.row();
        Availability availability = verdict.availability();
        return Stream.of(
                        Stream.of("`" + row.title() + "`", what(row), checks(verdict)),
                        Arrays.stream(Operation.values()).map(availability::percent),
                        Stream.of(
                                seconds(availability.recovery().toMillis()),
                                seconds(verdict.longest().toMillis()),
                                day + " " + commit))
                .flatMap(cells -> cells)
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String checks(Verdict verdict) {
        StringBuilder broken = new StringBuilder();
        for (int check = 1; check <= verdict.checks().size(); check++) {
            if (!verdict.checks().get(check - 1).holds()) {
                broken.append(broken.isEmpty() ? "" : ", ").append(check);
            }
        }
        return (broken.isEmpty() ? "1 to 4 hold" : "**" + broken + " broken**")
                + verdict.losses().text();
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }

    private static String known() {
        String lines = Matrix.ROWS.stream()
                .filter(row -> row.knownFault().isPresent())
                .map(row ->
                        "- `%s`: %s.".formatted(row.title(), row.knownFault().orElseThrow()))
                .collect(Collectors.joining("\n"));
        return lines.isEmpty() ? "" : "\n## Known faults\n\n" + lines + "\n";
    }
}
