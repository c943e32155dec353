package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// When a server gives up what it holds about the store's clock.
class OutvotedTest {
    private static final Duration BEAT = Duration.ofMillis(250);
    private static final int MANY = 100;

    private final Outvoted outvoted = new Outvoted(0);
    private int beats;

    private boolean beat(Duration most, Duration own) {
        return outvoted.isBy(most, own, beats++ * BEAT.toNanos());
    }

    @Test
    void whatMostHoldForFiveSecondsIsHeld() {
        var first = IntStream.range(0, MANY)
                .filter(_ -> beat(Duration.ofMinutes(5), Duration.ZERO))
                .findFirst();

        assertThat(first).hasValue(21);
    }

    @Test
    void whoHoldsWhatMostDoIsNotOutvoted() {
        assertThat(IntStream.range(0, MANY)).noneMatch(_ -> beat(Duration.ofMillis(900), Duration.ZERO));
    }

    /// This one sees each jump one beat before it learns that the others have.
    @Test
    void aStoreWhoseClockJumpsOutvotesNobody() {
        assertThat(IntStream.range(0, MANY))
                .noneMatch(
                        beat -> beat(Duration.ofMinutes(11L * (beat % 3)), Duration.ofMinutes(11L * ((beat + 1) % 3))));
    }

    @Test
    void whoAgreesForABeatBeginsAnew() {
        assertThat(IntStream.range(0, MANY))
                .noneMatch(beat -> beat(beat % 20 == 0 ? Duration.ZERO : Duration.ofMinutes(5), Duration.ZERO));
    }
}
