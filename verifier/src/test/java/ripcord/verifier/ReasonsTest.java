package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import ripcord.verifier.Verification.Reason;

/** {@code spec/reasons.md} says what is so; that each vector gets its reason, {@link AccessTokenVectorsTest} says. */
class ReasonsTest {
    private static final String PAGE = read();
    private static final String ATTACKS = PAGE.substring(PAGE.indexOf("## Attacks"));

    @Test
    void thePageListsEveryReasonInTheOrderOfChecking() {
        List<String> listed = rows(PAGE.substring(0, PAGE.indexOf("## Attacks")))
                .map(cells -> cells.get(0))
                .toList();

        assertThat(listed).isEqualTo(Stream.of(Reason.values()).map(Enum::name).toList());
    }

    @Test
    void everyAttackNamesTokensThatTryItAndTheirReason() {
        Map<String, String> reasons = AccessTokenVectorsTest.reasons();

        assertThat(rows(ATTACKS)).hasSizeGreaterThan(25).allSatisfy(cells -> {
            for (String vector : cells.get(2).split("; ", -1)) {
                assertThat(reasons).as(cells.get(0)).containsEntry(vector, cells.get(1));
            }
        });
    }

    @Test
    void everyReasonThatAForgerCanMeetHasAnAttack() {
        var met = rows(ATTACKS).map(cells -> Reason.valueOf(cells.get(1))).collect(Collectors.toSet());

        assertThat(Reason.values())
                .filteredOn(reason -> !met.contains(reason))
                .containsExactly(Reason.NO_KEYS, Reason.EXPIRED, Reason.NOT_YET_VALID, Reason.STALE);
    }

    private static Stream<List<String>> rows(String text) {
        return text.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| reason") && !line.startsWith("| attack"))
                .map(line -> Stream.of(line.substring(1, line.length() - 1).split("\\|"))
                        .map(cell -> cell.strip().replaceAll("^`([A-Z_]+)`$", "$1"))
                        .toList());
    }

    private static String read() {
        try {
            return Files.readString(Path.of(System.getProperty("ripcord.root", ".."), "spec", "reasons.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
