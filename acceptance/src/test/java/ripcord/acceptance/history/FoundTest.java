package ripcord.acceptance.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import ripcord.acceptance.history.Journal.Line;
import ripcord.acceptance.history.Journal.Operation;

/// The checker of the kill tests is checked: each thing that a store may lose is found.
class FoundTest {
    private static final Found ALIVE = new Found(true, false, true, true, true, false);
    private static final Found OVER = new Found(true, true, false, false, false, true);
    private static final Found GONE = new Found(false, false, false, false, false, false);

    private final List<Line> journal = new ArrayList<>();

    @Test
    void anAcknowledgedSessionLives() {
        signedIn();

        assertThat(faults(ALIVE)).isEmpty();
        assertThat(faults(GONE)).anyMatch(fault -> fault.startsWith("acknowledged session lost"));
        assertThat(faults(OVER)).anyMatch(fault -> fault.startsWith("ended by nobody"));
    }

    @Test
    void anUnansweredSignInMayHaveHappened() {
        journal.add(Line.asked("a", Operation.SIGN_IN, ""));

        assertThat(faults(ALIVE)).isEmpty();
        assertThat(faults(GONE)).isEmpty();
    }

    @Test
    void anAcknowledgedEndStaysOne() {
        signedIn();
        journal.add(Line.asked("a", Operation.END, ""));
        journal.add(Line.answered("a", Operation.END, Map.of("seq", "17")));

        assertThat(faults(OVER)).isEmpty();
        assertThat(faults(ALIVE)).anyMatch(fault -> fault.startsWith("acknowledged end alive"));
        assertThat(faults(new Found(true, true, true, false, false, true))).hasSize(1);
        assertThat(faults(new Found(true, true, false, true, false, true))).hasSize(1);
        assertThat(faults(new Found(true, true, false, false, true, true))).hasSize(1);
        assertThat(faults(new Found(true, true, false, false, false, false)))
                .singleElement()
                .asString()
                .startsWith("acknowledged entry lost");
    }

    @Test
    void anUnansweredEndHappenedOrNotButNotByHalf() {
        signedIn();
        journal.add(Line.asked("a", Operation.END, ""));

        assertThat(faults(OVER)).isEmpty();
        assertThat(faults(ALIVE)).isEmpty();
        assertThat(faults(new Found(true, true, true, false, false, false)))
                .singleElement()
                .asString()
                .startsWith("ended by half");
    }

    @Test
    void aLostAnswerIsRecoveredByPresentingTheSameAgain() {
        signedIn();
        journal.add(Line.asked("a", Operation.REFRESH, "r1"));

        assertThat(known().toPresent()).isEqualTo("r1");
        assertThat(faults(new Found(true, false, true, true, false, false)))
                .singleElement()
                .asString()
                .startsWith("refresh chain broken");
    }

    @Test
    void anAnsweredRefreshMovesTheChainOn() {
        signedIn();
        journal.add(Line.asked("a", Operation.REFRESH, "r1"));
        journal.add(Line.answered("a", Operation.REFRESH, Map.of("refresh_token", "r2", "access_token", "a2")));

        assertThat(known().toPresent()).isEqualTo("r2");
        assertThat(known().access()).isEqualTo("a2");
    }

    private void signedIn() {
        journal.add(Line.asked("a", Operation.SIGN_IN, ""));
        journal.add(
                Line.answered("a", Operation.SIGN_IN, Map.of("id", "s", "refresh_token", "r1", "access_token", "a1")));
    }

    private Known known() {
        return Known.of(journal).get("a");
    }

    private List<String> faults(Found found) {
        return found.faults(known());
    }
}
