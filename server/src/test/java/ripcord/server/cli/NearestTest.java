package ripcord.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> OPTIONS =
            List.of("--port", "--host", "--data", "--base-url", "--database-url", "--database-user", "--json", "--yes");

    @ParameterizedTest
    @CsvSource({
        "--prot, --port", // swapped
        "--pot, --port", // missing
        "--portt, --port", // too many
        "--part, --port", // another one
        "--Json, --json",
        "--jsno, --json",
        "--base-uri, --base-url",
        "--databaseurl, --database-url",
        "--dta, --data",
    })
    void aSlipIsSeen(String typed, String meant) {
        assertThat(Nearest.to(typed, OPTIONS).getFirst()).isEqualTo(meant);
    }

    @Test
    void whatIsBegunIsSaidBeforeWhatIsFurtherAway() {
        assertThat(Nearest.to("--database", OPTIONS)).containsExactly("--database-url", "--database-user");
        assertThat(Nearest.to("--database-us", OPTIONS)).containsExactly("--database-user", "--database-url");
    }

    @ParameterizedTest
    @CsvSource({"--colour", "--x", "--", "-", "''", "--verbose", "alice"})
    void whatResemblesNothingIsNotGuessedAt(String typed) {
        assertThat(Nearest.to(typed, OPTIONS)).isEmpty();
    }

    @Test
    void threeAreSaidAtMost() {
        assertThat(Nearest.to("aaa", List.of("aab", "aac", "aad", "aae"))).containsExactly("aab", "aac", "aad");
    }

    @ParameterizedTest
    @CsvSource({"'', '', 0", "'', abc, 3", "abc, abc, 0", "abc, acb, 1", "abcd, badc, 2", "kitten, sitting, 3"})
    void slipsAreCounted(String one, String other, int slips) {
        assertThat(Nearest.slips(one, other)).isEqualTo(slips);
        assertThat(Nearest.slips(other, one)).isEqualTo(slips);
    }

    @Test
    void aWordThatIsFarTooLongIsNotComparedLetterByLetter() {
        assertThat(Nearest.to("--" + "x".repeat(1 << 20), OPTIONS)).isEmpty();
    }
}
