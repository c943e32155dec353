package ripcord.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.acceptance.chaos.Made.ms;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import ripcord.acceptance.chaos.Asked.Outcome;

/// One node that is cut off from 1 s to 9 s, and may answer from memory for 5 s.
class LeniencyTest {
    private static final Duration GRANTED = Duration.ofSeconds(5);

    private final History history = new History();

    @BeforeEach
    void cutOff() {
        history.dark(0, new Span(ms(1_000), ms(9_000)));
    }

    private void checked(long begun, String said) {
        answered(Operation.CHECK, begun, said);
    }

    private void answered(Operation operation, long begun, String said) {
        history.add(new Asked(operation, 0, 1, ms(begun), ms(begun), ms(begun + 10), Outcome.ACCEPTED, false, said));
    }

    private List<String> ends() {
        return EndsHold.faults(history, 1, GRANTED, List.of());
    }

    @Test
    void answersFromMemoryAreMarkedAndGoOnToTheEndOfWhatIsGranted() {
        checked(1_500, "");
        checked(3_000, "store;stale_ms=2100");
        checked(5_500, "store;stale_ms=4700");

        assertThat(ends()).isEmpty();
        assertThat(Leniency.unmarked(history)).isEmpty();
        assertThat(Leniency.cutShort(history, 1, GRANTED)).isEmpty();
    }

    @Test
    void aNodeGoesOnForLonger() {
        checked(6_100, "store;stale_ms=5300");

        assertThat(ends()).singleElement().asString().contains("5100 ms");
    }

    @Test
    void nobodyRefreshesFromMemory() {
        answered(Operation.REFRESH, 3_000, "");

        assertThat(ends()).hasSize(1);
    }

    @Test
    void anAnswerDoesNotSayThatItIsFromMemory() {
        checked(3_000, "");

        assertThat(Leniency.unmarked(history)).hasSize(1);
    }

    @Test
    void anAnswerClaimsToBeFresherThanItCanBe() {
        checked(3_000, "store;stale_ms=1900");

        assertThat(Leniency.unmarked(history)).hasSize(1);
    }

    @Test
    void aNodeGivesUpEarly() {
        checked(3_000, "store;stale_ms=2100");

        assertThat(Leniency.cutShort(history, 1, GRANTED)).hasSize(1);
    }

    @Test
    void whatIsEndedElsewhereIsAcceptedForAsLongAsItsAnswerSaysAndNoLonger() {
        history.add(new Asked(
                Operation.END, 1, 1, 0, ms(2_000), ms(2_100), Outcome.ACCEPTED, true, "servers;accepted_ms=3500"));
        checked(5_500, "store;stale_ms=4700");

        assertThat(ends()).isEmpty();
        checked(5_700, "store;stale_ms=4900");
        assertThat(ends()).singleElement().asString().contains("after the end was acknowledged");
    }
}
