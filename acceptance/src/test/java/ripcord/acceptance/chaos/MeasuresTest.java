package ripcord.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.acceptance.chaos.Made.at;
import static ripcord.acceptance.chaos.Made.ms;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import ripcord.acceptance.chaos.Asked.Outcome;

class MeasuresTest {
    private static final Span FAULT = new Span(ms(1_000), ms(2_000));

    private final List<Asked> asked = new ArrayList<>();

    @Test
    void whatWasAskedDuringTheFaultCounts() {
        asked.add(at(0, 1, Operation.CHECK, Outcome.UNAVAILABLE, 999, 1_500));
        asked.add(at(0, 1, Operation.CHECK, Outcome.UNAVAILABLE, 1_000, 1_001));
        asked.add(at(0, 1, Operation.CHECK, Outcome.REFUSED, 1_500, 2_500));
        asked.add(at(0, 1, Operation.CHECK, Outcome.ACCEPTED, 1_999, 2_001));
        asked.add(at(0, 1, Operation.CHECK, Outcome.UNAVAILABLE, 2_000, 2_001));

        Availability availability = Availability.of(asked, FAULT);

        assertThat(availability.percent(Operation.CHECK)).isEqualTo("66");
        assertThat(availability.percent(Operation.SIGN_IN)).isEqualTo("–");
    }

    @Test
    void allButOneIsNotAHundredPerCent() {
        for (int i = 0; i < 999; i++) {
            asked.add(at(0, 1, Operation.CHECK, Outcome.ACCEPTED, 1_000, 1_001));
        }
        asked.add(at(0, 1, Operation.CHECK, Outcome.LOST, 1_000, 1_001));

        assertThat(Availability.of(asked, FAULT).percent(Operation.CHECK)).isEqualTo("99");
    }

    @Test
    void itTakesUntilTheLastFailureToRecover() {
        asked.add(at(0, 1, Operation.CHECK, Outcome.UNAVAILABLE, 1_900, 2_700));
        asked.add(at(0, 1, Operation.REFRESH, Outcome.ACCEPTED, 2_800, 2_900));

        assertThat(Availability.of(asked, FAULT).recovery()).isEqualTo(Duration.ofMillis(700));
    }

    @Test
    void itIsNotWholeWhileAnOperationHasNoAnswer() {
        for (Operation operation : Operation.values()) {
            assertThat(Availability.isWhole(asked, ms(0))).isFalse();
            asked.add(at(0, 1, operation, Outcome.ACCEPTED, 10, 20));
        }
        assertThat(Availability.isWhole(asked, ms(0))).isTrue();

        asked.add(at(0, 1, Operation.CHECK, Outcome.LOST, 10, 20));
        assertThat(Availability.isWhole(asked, ms(0))).isFalse();
    }

    @Test
    void anAnswerTakesTooLong() {
        assertThat(late(6_001, 0)).isNotEmpty();
        assertThat(late(6_000, 0)).isEmpty();
    }

    @Test
    void aStallOfTheMachineIsExcusedAndNothingElse() {
        assertThat(late(7_000, 1_000)).isEmpty();
        assertThat(late(7_000, 999)).isNotEmpty();
    }

    @Test
    void whatAFrozenNodeDoesNotAnswerIsExcusedAsLongAsItIsFrozen() {
        History history = new History();
        history.frozen(0, new Span(ms(100), ms(8_100)));
        history.add(at(0, 1, Operation.CHECK, Outcome.ACCEPTED, 0, 8_200));
        history.add(at(1, 1, Operation.CHECK, Outcome.ACCEPTED, 0, 300));

        assertThat(Promptness.slowest(history, (_, _) -> Duration.ZERO)
                        .getFirst()
                        .took())
                .isEqualTo(Duration.ofMillis(300));
    }

    private static List<String> late(long took, long stalled) {
        History history = new History();
        history.add(at(0, 1, Operation.CHECK, Outcome.ACCEPTED, 0, took));
        return Promptness.faults(Promptness.slowest(history, (_, _) -> Duration.ofMillis(stalled)), 0);
    }

    @Test
    void aRowThatFailsIsSaidToFailAndOthersKeepTheirLines() {
        Row failed = Matrix.ROWS.getFirst();
        Row other = Matrix.ROWS.getLast();
        Page page = new Page(LocalDate.of(2026, 1, 2), "abc1234");
        String before = page.text("", List.of(verdict(other, List.of())));

        String text = page.text(before, List.of(verdict(failed, List.of("something"))));

        assertThat(text).contains("`%s`".formatted(failed.title())).contains("**1 broken**");
        assertThat(text.lines().filter(line -> line.contains("1 to 4 hold")))
                .hasSize(1)
                .allMatch(line -> line.contains(other.title()));
    }

    @Test
    void whatIsLostWithAStoreIsCountedByWhatWasSaidOfItLast() {
        History history = new History();
        history.losing(new Span(ms(100), ms(200)));
        for (int session = 1; session <= 4; session++) {
            history.add(at(
                    0, session, Operation.SIGN_IN, Outcome.ACCEPTED, session <= 2 ? 110 : 10, session <= 2 ? 120 : 20));
        }
        for (int session = 3; session <= 4; session++) {
            history.endAsked(session, ms(130));
            history.add(at(0, session, Operation.END, Outcome.ACCEPTED, 130, 140));
            history.add(at(0, session, Operation.CHECK, Outcome.REFUSED, 150, 160));
        }
        history.add(at(0, 1, Operation.CHECK, Outcome.ACCEPTED, 150, 160));
        history.add(at(0, 1, Operation.CHECK, Outcome.REFUSED, 350, 360));
        history.add(at(0, 2, Operation.CHECK, Outcome.ACCEPTED, 350, 360));
        history.add(at(0, 3, Operation.CHECK, Outcome.ACCEPTED, 350, 360));
        history.add(at(0, 4, Operation.CHECK, Outcome.REFUSED, 350, 360));

        assertThat(Losses.of(history)).isEqualTo(new Losses(4, 1, 1));
        assertThat(Losses.of(history).text()).contains("of 4 writes", "1 sign-ins, 1 ends");
        assertThat(new Losses(0, 0, 0).text()).isEmpty();
    }

    @Test
    void aKnownFaultThatIsGoneIsNotAsExpected() {
        Row sound = Row.of("a", "b", "c", Setup.ofNodes(1), Fault.passing(_ -> {}));
        Row known = sound.fails("because");

        assertThat(verdict(sound, List.of()).isAsExpected()).isTrue();
        assertThat(verdict(sound, List.of("x")).isAsExpected()).isFalse();
        assertThat(verdict(known, List.of("x")).isAsExpected()).isTrue();
        assertThat(verdict(known, List.of()).isAsExpected()).isFalse();
    }

    @Test
    void rowsHaveNamesOfTheirOwnAndWhatIsKnownToFailIsNotRunWithTheTests() {
        assertThat(Matrix.ROWS).extracting(Row::title).doesNotHaveDuplicates();
        assertThat(Matrix.shortForm())
                .isNotEmpty()
                .allMatch(row -> row.knownFault().equals(Optional.empty()));
    }

    private static Verdict verdict(Row row, List<String> faults) {
        Verdict.Check sound = new Verdict.Check(List.of());
        return new Verdict(
                row,
                List.of(new Verdict.Check(faults), sound, sound, sound),
                new Availability(Map.of(), Duration.ZERO),
                Duration.ZERO,
                new Losses(0, 0, 0),
                1);
    }
}
