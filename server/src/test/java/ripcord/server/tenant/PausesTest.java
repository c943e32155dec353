package ripcord.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
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

    @Test
    void pausesThatNoSessionCanRememberAreForgotten() {
        var pauses = Pauses.NONE.begun(hour(1)).ended(hour(2)).begun(hour(24 * 500));

        assertThat(pauses.all()).hasSize(1);
    }
}
