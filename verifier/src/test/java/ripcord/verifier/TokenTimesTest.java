package ripcord.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import ripcord.verifier.Verification.Reason;
import ripcord.verifier.Verification.Valid;

/** From when to when a token is good, by clocks that may be wrong. */
class TokenTimesTest extends OneIssuer {
    @Test
    void theLastInstantIsAlreadyTooLate() {
        String token = KEY.sign(TokenText.at(NOW));
        Verifier verifier = test.build();

        at(verifier, NOW.plusSeconds(900).plus(LEEWAY).minusMillis(1), token).isInstanceOf(Valid.class);
        rejected(at(NOW.plusSeconds(900).plus(LEEWAY), verifier, token), Reason.EXPIRED);
    }

    @Test
    void aTokenOfTheFutureIsRefusedBeyondTheLeeway() {
        Verifier verifier = test.build();

        assertThat(verifier.verify(KEY.sign(TokenText.at(NOW.plus(LEEWAY))))).isInstanceOf(Valid.class);
        rejected(verifier.verify(KEY.sign(TokenText.at(NOW.plus(LEEWAY).plusSeconds(1)))), Reason.NOT_YET_VALID);
    }

    @Test
    void aTokenThatIsNotToBeUsedYetIsRefusedBeyondTheLeeway() {
        Verifier verifier = test.build();
        long edge = NOW.plus(LEEWAY).getEpochSecond();

        assertThat(verifier.verify(KEY.sign(TokenText.at(NOW).with("nbf", edge))))
                .isInstanceOf(Valid.class);
        rejected(verifier.verify(KEY.sign(TokenText.at(NOW).with("nbf", edge + 1))), Reason.NOT_YET_VALID);
    }

    @Test
    void sixtyMinutesAreTheLongestLife() {
        Verifier verifier = test.build();
        long issued = NOW.getEpochSecond();

        assertThat(verifier.verify(KEY.sign(TokenText.at(NOW).with("exp", issued + 3600))))
                .isInstanceOf(Valid.class);
        rejected(verifier.verify(KEY.sign(TokenText.at(NOW).with("exp", issued + 3601))), Reason.TOO_LONG_LIVED);
    }

    @Test
    void tenMinutesAreTheFurthestThatAPositionIsAhead() {
        Verifier verifier = test.build();
        long furthest = NOW.plus(Duration.ofMinutes(10)).getEpochSecond() * 1_000_000;

        assertThat(verifier.verify(KEY.sign(TokenText.at(NOW).with("rev", furthest))))
                .isInstanceOf(Valid.class);
        rejected(verifier.verify(KEY.sign(TokenText.at(NOW).with("rev", furthest + 1))), Reason.REV_AHEAD);
    }

    @Test
    void aClockThatIsOffByMoreThanASecondIsCorrectedByTheServers() {
        Verifier verifier = test.build();
        var ahead = Duration.ofMinutes(5);
        test.log.beat(3_600_000, ahead.toMillis());

        assertThat(verifier.verify(KEY.sign(TokenText.at(NOW.plus(ahead))))).isInstanceOf(Valid.class);
        rejected(verifier.verify(KEY.sign(TokenText.at(NOW.minusSeconds(700)))), Reason.EXPIRED);
    }

    @Test
    void aClockThatIsSetBackDoesNotBringATokenToLife() {
        test.whenStale = WhenStale.acceptFor(Duration.ofDays(1));
        Verifier verifier = test.build();
        String token = KEY.sign(TokenText.at(NOW));
        test.clocks.advance(Duration.ofMinutes(20));
        rejected(verifier.verify(token), Reason.EXPIRED);

        test.clocks.set(NOW.plusSeconds(1));

        rejected(verifier.verify(token), Reason.EXPIRED);
    }

    @Test
    void aClockThatIsOffByMoreThanTenMinutesIsUnfit() {
        Verifier verifier = test.build();
        var ahead = Duration.ofMinutes(10);
        test.log.beat(3_600_000, ahead.toMillis());
        assertThat(verifier.verify(KEY.sign(TokenText.at(NOW.plus(ahead))))).isInstanceOf(Valid.class);

        test.log.beat(3_600_000, ahead.toMillis() + 1);

        rejected(verifier.verify(KEY.sign(TokenText.at(NOW.plus(ahead)))), Reason.STALE);
    }
}
