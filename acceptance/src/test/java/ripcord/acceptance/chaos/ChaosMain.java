package ripcord.acceptance.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import ripcord.acceptance.process.Build;

/// `./dev/chaos`: runs the failure matrix, and writes `docs/failure-matrix.md`.
public final class ChaosMain {
    private static final int SHOWN = 4;

    private ChaosMain() {}

    /// Runs rows; ends with 1 if one is not as the table says, and with 2 if there is none of that name.
    ///
    /// @param arguments names of rows; none: all. `--list` shows them, `--short` means those that are run as tests
    public static void main(String[] arguments) throws IOException {
        List<String> names = new ArrayList<>(List.of(arguments));
        if (names.remove("--list")) {
            Matrix.ROWS.forEach(ChaosMain::list);
            return;
        }
        List<Row> rows = rows(names);
        Path folder =
                Files.createTempDirectory(Files.createDirectories(Build.root().resolve("acceptance/target")), "chaos");
        Path document = Build.root().resolve("docs/failure-matrix.md");
        Page page = Page.today(Build.root());
        boolean asExpected = true;
        for (Row row : rows) {
            System.out.printf("%s: %s; %s%n", row.title(), row.breaks(), row.heals());
            asExpected &= run(row, Files.createDirectory(folder.resolve(row.title())), page, document);
        }
        System.out.println("dev/chaos: the processes' output is in " + folder);
        System.exit(asExpected ? 0 : 1);
    }

    /// What cannot be carried out leaves its line in the document as it was, and does not keep others from their turn.
    private static boolean run(Row row, Path folder, Page page, Path document) throws IOException {
        Verdict verdict;
        try {
            verdict = Experiment.run(row, folder);
        } catch (RuntimeException | AssertionError e) {
            System.out.println("  NOT CARRIED OUT: " + e);
            return false;
        }
        System.out.println("  " + page.line(verdict));
        show(verdict);
        String before = Files.exists(document) ? Files.readString(document) : "";
        Files.writeString(document, page.text(before, List.of(verdict)));
        return verdict.isAsExpected();
    }

    private static List<Row> rows(List<String> names) {
        if (names.remove("--short")) {
            return Matrix.shortForm();
        }
        if (names.isEmpty()) {
            return Matrix.ROWS;
        }
        List<Row> rows = new ArrayList<>();
        for (String name : names) {
            Optional<Row> row = Matrix.row(name);
            if (row.isEmpty()) {
                System.err.println("dev/chaos: no row " + name + " (expected: one that --list shows)");
                System.exit(2);
            }
            row.ifPresent(rows::add);
        }
        return rows;
    }

    private static void list(Row row) {
        System.out.printf(
                "%-28s %s; %s%s%n",
                row.title(),
                row.breaks(),
                row.heals(),
                row.knownFault().map(fault -> " (FAILS: " + fault + ")").orElse(""));
    }

    private static void show(Verdict verdict) {
        if (!verdict.isAsExpected()) {
            System.out.println(verdict.passed() ? "  PASSED, and the table says that it fails" : "  FAILED");
        }
        verdict.checks().forEach(check -> {
            check.faults().stream().limit(SHOWN).forEach(fault -> System.out.println("  " + fault));
            if (check.faults().size() > SHOWN) {
                System.out.printf("  and %d more%n", check.faults().size() - SHOWN);
            }
        });
    }
}
