package ripcord.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Whoever is woken by an event finds in `docs/operations.md` what it means and what to do.
class OperationsGuideTest {
    private static final String SECTION = "## What an alarm means";

    @Test
    void whatEachAlarmMeansIsInTheOperationsGuide() throws IOException {
        var guide = Files.readString(Path.of("../docs/operations.md"));
        var section = guide.substring(guide.indexOf(SECTION), guide.indexOf("\n## ", guide.indexOf(SECTION) + 1));

        assertThat(Action.values())
                .filteredOn(action -> action.weight() == Weight.ALARMING)
                .isNotEmpty()
                .allSatisfy(action -> assertThat(section).contains("`" + action.word() + "`"));
    }
}
