package ripcord.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The failure matrix in its short form; `./dev/chaos` runs all of it. Nothing runs beside: so many processes would be
/// a fault of their own to what does.
@Tag("long")
@Isolated
class ChaosTest {
    static List<Row> rows() {
        return Matrix.shortForm();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatBreaksHealsAndNothingIsWrongMeanwhile(Row row, @TempDir Path folder) {
        Verdict verdict = Experiment.run(row, folder);

        assertThat(verdict.checks()).as("checks 1 to 4").allMatch(Verdict.Check::holds);
    }
}
