package ripcord.acceptance.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import ripcord.acceptance.history.Presentation.Outcome;

/// The checker is checked: right histories pass, each planted fault is found.
class RefreshHistoryTest {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration RECOVERY = Duration.ofHours(24);

    private final List<Presentation> history = new ArrayList<>();

    @Test
    void aRotationAndItsRetry() {
        presents("owner", 1, 0, granted(2));
        presents("owner", 1, 1_000, granted(2));
        assertRight();
    }

    @Test
    void aRetryThatGetsAnotherSuccessor() {
        presents("owner", 1, 0, granted(2));
        presents("owner", 1, 1_000, granted(3));
        assertWrong();
    }

    @Test
    void aRaceInWhichAllGetTheSame() {
        for (int i = 0; i < 32; i++) {
            concurrently("tab " + i % 2, 1, granted(2));
        }
        assertRight();
    }

    @Test
    void aRaceInWhichOneGetsAnother() {
        for (int i = 0; i < 31; i++) {
            concurrently("tab " + i % 2, 1, granted(2));
        }
        concurrently("tab 0", 1, granted(3));
        assertWrong();
    }

    @Test
    void aRaceInWhichOneIsSignedOut() {
        for (int i = 0; i < 31; i++) {
            concurrently("tab", 1, granted(2));
        }
        concurrently("tab", 1, new Outcome.SignedOut());
        assertWrong();
    }

    @Test
    void aLateTabGetsTheNewestAgain() {
        presents("owner", 1, 0, granted(2));
        presents("owner", 2, 5_000, granted(2));
        presents("owner", 2, 11_000, granted(3));
        assertRight();
    }

    @Test
    void aRotationWithinTheGrace() {
        presents("owner", 1, 0, granted(2));
        presents("owner", 2, 5_000, granted(3));
        assertWrong();
    }

    @Test
    void aLostAnswerIsRecovered() {
        presents("owner", 1, 0, new Outcome.Lost());
        presents("owner", 1, 60_000, granted(3));
        presents("owner", 3, 80_000, granted(4));
        assertRight();
    }

    @Test
    void aLostQuestionNeverHappened() {
        presents("owner", 1, 0, new Outcome.Lost());
        presents("owner", 1, 60_000, granted(2));
        assertRight();
    }

    @Test
    void aLostAnswerCalledTheft() {
        presents("owner", 1, 0, new Outcome.Lost());
        presents("owner", 1, 60_000, new Outcome.SignedOut());
        assertWrong();
    }

    @Test
    void theOtherPartyAfterTheGraceEndsTheSession() {
        presents("thief", 1, 0, granted(2));
        presents("owner", 1, 11_000, new Outcome.SignedOut());
        presents("thief", 2, 12_000, new Outcome.SignedOut());
        assertRight();
    }

    @Test
    void aReplayAfterTheGraceThatIsGranted() {
        presents("owner", 1, 0, granted(2));
        presents("thief", 1, 11_000, granted(3));
        assertWrong();
    }

    @Test
    void aReplayOfATokenWhoseSuccessorWasUsedIsNoRecovery() {
        presents("owner", 1, 0, granted(2));
        presents("owner", 2, 11_000, granted(3));
        presents("owner", 3, 22_000, granted(4));
        presents("owner", 2, 40_000, granted(5));
        assertWrong();
    }

    @Test
    void anEndedSessionThatComesBack() {
        presents("thief", 1, 0, granted(2));
        presents("owner", 1, 11_000, new Outcome.SignedOut());
        presents("thief", 2, 12_000, granted(3));
        assertWrong();
    }

    @Test
    void anAnswerFromTheFuture() {
        presents("owner", 2, 0, granted(2));
        presents("owner", 1, 100, granted(2));
        assertWrong();
    }

    private static Outcome granted(int generation) {
        return new Outcome.Granted(generation);
    }

    private void presents(String party, int generation, long atMs, Outcome outcome) {
        long asked = Duration.ofMillis(atMs).toNanos();
        long answered = outcome instanceof Outcome.Lost ? Long.MAX_VALUE : asked + 5_000_000;
        history.add(new Presentation(party, generation, asked, answered, outcome));
    }

    private void concurrently(String party, int generation, Outcome outcome) {
        history.add(new Presentation(party, generation, history.size(), 50_000_000 + history.size(), outcome));
    }

    private void assertRight() {
        assertThat(RefreshHistory.fault(history, 1, GRACE, RECOVERY)).isEmpty();
    }

    private AbstractStringAssert<?> assertWrong() {
        return assertThat(RefreshHistory.fault(history, 1, GRACE, RECOVERY).orElse(""))
                .contains("no order explains these answers");
    }
}
