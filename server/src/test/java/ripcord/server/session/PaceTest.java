package ripcord.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace();

    private int after(Duration took, int times) {
        for (int i = 0; i < times; i++) {
            pace.took(took.toNanos());
        }
        return pace.size();
    }

    @Test
    void whatTakesNoTimeIsDoneManyAtATimeAndNoMore() {
        assertThat(after(Duration.ofMillis(1), 20)).isEqualTo(Pace.MOST);
    }

    @Test
    void whatTakesLongIsDoneFewerAtATimeAndNotTooFew() {
        after(Duration.ofMillis(1), 20);

        assertThat(after(Duration.ofMillis(151), 1)).isEqualTo(Pace.MOST / 2);
        assertThat(after(Duration.ofMillis(300), 20)).isEqualTo(Pace.FEWEST);
    }

    @Test
    void whatTakesAMomentStaysAsItIs() {
        int size = after(Duration.ofMillis(59), 1);

        assertThat(size).isEqualTo(2 * Pace.FEWEST);
        assertThat(after(Duration.ofMillis(60), 20)).isEqualTo(size);
        assertThat(after(Duration.ofMillis(150), 20)).isEqualTo(size);
    }
}
