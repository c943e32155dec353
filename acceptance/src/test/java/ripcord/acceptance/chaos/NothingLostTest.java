package ripcord.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static ripcord.acceptance.chaos.Made.at;
import static ripcord.acceptance.chaos.Made.held;
import static ripcord.acceptance.chaos.Made.ms;

import java.util.List;
import org.junit.jupiter.api.Test;
import ripcord.acceptance.chaos.Asked.Outcome;
import ripcord.acceptance.history.Presentation;

class NothingLostTest {
    private final History history = new History();
    private final Held held = held(1);

    @Test
    void aGoodSessionIsRefused() {
        history.add(at(0, 1, Operation.CHECK, Outcome.REFUSED, 10, 11));

        assertThat(faults()).singleElement().asString().contains("a good session was refused");
    }

    @Test
    void aSessionIsNotThereToBeEnded() {
        history.endAsked(1, ms(10));
        history.add(at(0, 1, Operation.END, Outcome.REFUSED, 10, 11));

        assertThat(faults()).isNotEmpty();
    }

    @Test
    void itMayBeRefusedSinceItsEndWasAskedFor() {
        history.endAsked(1, ms(10));
        history.add(at(0, 1, Operation.CHECK, Outcome.REFUSED, 5, 11));

        assertThat(faults()).isEmpty();
    }

    @Test
    void aRefusalBeforeAnybodyAskedForTheEndIsAFault() {
        history.endAsked(1, ms(12));
        history.add(at(0, 1, Operation.CHECK, Outcome.REFUSED, 5, 11));

        assertThat(faults()).isNotEmpty();
    }

    @Test
    void notBeingAbleToAnswerIsNoRefusal() {
        history.add(at(0, 1, Operation.CHECK, Outcome.UNAVAILABLE, 10, 11));
        history.add(at(0, 1, Operation.REFRESH, Outcome.LOST, 10, 11));

        assertThat(faults()).isEmpty();
    }

    @Test
    void anAccessTokenIsVoidWhenItsKeyIsLostAndASessionIsNot() {
        history.keyLost(new Span(ms(20), ms(30)));
        history.add(at(0, 1, Operation.INTROSPECT, Outcome.REFUSED, 15, 25));
        history.add(at(0, 1, Operation.VERIFY, Outcome.REFUSED, 15, 25));
        assertThat(faults()).isEmpty();

        history.add(at(0, 1, Operation.CHECK, Outcome.REFUSED, 15, 25));
        assertThat(faults()).hasSize(1);
    }

    @Test
    void anAccessTokenThatWasAskedForAfterItsKeyWasLostIsGood() {
        history.keyLost(new Span(ms(20), ms(30)));
        history.add(at(0, 1, Operation.VERIFY, Outcome.REFUSED, 30, 35));

        assertThat(faults()).hasSize(1);
    }

    @Test
    void anAccessTokenExpiresAndASessionThatIsInUseDoesNot() {
        history.add(at(0, 1, Operation.INTROSPECT, Outcome.REFUSED, 0, 811_000));
        assertThat(faults()).isEmpty();

        history.add(at(0, 1, Operation.INTROSPECT, Outcome.REFUSED, 0, 809_000));
        history.add(at(0, 1, Operation.CHECK, Outcome.REFUSED, 0, 811_000));
        assertThat(faults()).hasSize(2);
    }

    @Test
    void anAnswerThatNobodyMayGiveIsAFault() {
        history.add(at(0, 1, Operation.SIGN_IN, Outcome.WRONG, 10, 11));

        assertThat(faults()).singleElement().asString().contains("an answer that nobody may give");
    }

    @Test
    void anAcknowledgedRefreshIsLost() {
        present(0, 10, new Presentation.Outcome.Granted(1));
        present(0, 5_000, new Presentation.Outcome.SignedOut());

        assertThat(faults()).singleElement().asString().contains("no order explains");
    }

    @Test
    void aChainForks() {
        present(0, 10, new Presentation.Outcome.Granted(1));
        present(0, 20, new Presentation.Outcome.Granted(2));

        assertThat(faults()).isNotEmpty();
    }

    @Test
    void aRetryGetsTheSameSuccessor() {
        present(0, 10, new Presentation.Outcome.Granted(1));
        present(0, 20, new Presentation.Outcome.Granted(1));

        assertThat(faults()).isEmpty();
    }

    @Test
    void aRefusalOfARefreshSinceTheEndWasAskedForIsNoFault() {
        present(0, 10, new Presentation.Outcome.Granted(1));
        history.endAsked(1, ms(15));
        present(1, 20, new Presentation.Outcome.SignedOut());

        assertThat(faults()).isEmpty();
    }

    private void present(int generation, long begun, Presentation.Outcome outcome) {
        held.presented(new Presentation("device/1", generation, ms(begun), ms(begun + 1), outcome));
    }

    private List<String> faults() {
        return NothingLost.faults(history, List.of(held));
    }
}
