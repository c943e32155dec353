package ripcord.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PausesTest {
    private static final Instant START = Instant.parse("2026-11-21T09:30:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private static Instant hour(double hours) {
        return START.plusMillis(Math.round(hours * HOUR.toMillis()));
    }

    @Test
    void withoutPausesTimeIsTime() {
        assertThat(Pauses.NONE.after(START, HOUR, hour(9))).isEqualTo(hour(1));
        assertThat(Pauses.NONE.before(hour(1), HOUR)).isEqualTo(START);
    }

    @Test
    void aPauseDoesNotCount() {
        var pauses = Pauses.NONE.begun(hour(0.5)).ended(hour(3));

        assertThat(pauses.after(START, HOUR, hour(9))).isEqualTo(hour(3.5));
        assertThat(pauses.before(hour(3.5), HOUR)).isEqualTo(START);
    }

    @Test
    void severalPausesAddUp() {
        var pauses =
                Pauses.NONE.begun(hour(0.5)).ended(hour(3)).begun(hour(3.25)).ended(hour(5));

        assertThat(pauses.after(START, HOUR, hour(9))).isEqualTo(hour(5.25));
        assertThat(pauses.before(hour(5.25), HOUR)).isEqualTo(START);
    }

    @Test
    void whatWasOverBeforeAPauseStaysOver() {
        var pauses = Pauses.NONE.begun(hour(1)).ended(hour(3));

        assertThat(pauses.after(START, HOUR, hour(9))).isEqualTo(hour(1));
        assertThat(pauses.before(hour(3), HOUR)).isEqualTo(START);
    }

    @Test
    void whatBeganInAPauseCountsFromItsEnd() {
        var pauses = Pauses.NONE.begun(START.minus(HOUR)).ended(hour(2));

        assertThat(pauses.after(START, HOUR, hour(9))).isEqualTo(hour(3));
    }

    @Test
    void aPauseThatLastsKeepsEverythingWhereItIs() {
        var pauses = Pauses.NONE.begun(hour(0.5));

        assertThat(pauses.isOpen()).isTrue();
        assertThat(pauses.after(START, HOUR, hour(100))).isEqualTo(hour(100.5));
        assertThat(pauses.before(hour(100), HOUR)).isEqualTo(START.minus(HOUR.dividedBy(2)));
    }

    @Test
    void theRowHoldsThemAll() {
        var pauses = Pauses.NONE.begun(hour(1)).ended(hour(2)).begun(hour(3));

        assertThat(Pauses.of(pauses.text())).isEqualTo(pauses);
        assertThat(Pauses.of("")).isEqualTo(Pauses.NONE);
    }

    /// Suspended in the first half of every second.
    private static List<Pauses.Pause> loop(int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> new Pauses.Pause(
                        START.plusSeconds(i), START.plusSeconds(i).plusMillis(500)))
                .toList();
    }

    private static Pauses kept(List<Pauses.Pause> loop) {
        var pauses = Pauses.NONE;
        for (var pause : loop) {
            pauses = pauses.begun(pause.from()).ended(pause.to());
        }
        return pauses;
    }

    @Test
    void whoSuspendsAndResumesInALoopMakesNoRowGrow() {
        var pauses = kept(loop(10_000));

        assertThat(pauses.all()).hasSizeLessThanOrEqualTo(100);
        assertThat(Pauses.of(pauses.text())).isEqualTo(pauses);
    }

    @Test
    void whatStoodStillStaysSoForWhoWasLastSeenBeforeAndWhatIsForgottenSignsNobodyOut() {
        var loop = loop(1_000);
        var exact = new Pauses(loop);
        var pauses = kept(loop);
        var now = START.plusSeconds(1_000);
        var before = START.minusSeconds(60);

        assertThat(pauses.after(before, HOUR, now)).isEqualTo(exact.after(before, HOUR, now));
        assertThat(pauses.before(now, HOUR)).isEqualTo(exact.before(now, HOUR));
        for (int second = 0; second < 1_000; second++) {
            var seen = START.plusSeconds(second).plusMillis(750);
            var kept = pauses.after(seen, HOUR, now);
            assertThat(kept)
                    .isBetween(
                            exact.after(seen, HOUR, now),
                            exact.after(seen, HOUR, now).plusSeconds(20));
        }
    }

    @Test
    void aLongPauseBetweenShortOnesIsKeptAsItWas() {
        var loop = new ArrayList<>(loop(500));
        var day = new Pauses.Pause(
                START.plusSeconds(1_000), START.plusSeconds(1_000).plus(Duration.ofDays(1)));
        loop.add(day);
        loop.add(new Pauses.Pause(hour(48), hour(72)));

        assertThat(kept(loop).all()).contains(day);
    }

    @Test
    void pausesThatNoSessionCanRememberAreForgotten() {
        var pauses = Pauses.NONE.begun(hour(1)).ended(hour(2)).begun(hour(24 * 500));

        assertThat(pauses.all()).hasSize(1);
    }
}
