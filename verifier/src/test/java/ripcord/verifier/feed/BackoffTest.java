package ripcord.verifier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    @Test
    void beginsFastAndNeverWaitsLongerThanTwoSeconds() {
        for (int seed = 0; seed < 100; seed++) {
            var backoff = new Backoff(new Random(seed));
            assertThat(backoff.next()).isBetween(0L, millis(50));
            assertThat(backoff.next()).isBetween(millis(50), millis(100));
            assertThat(backoff.next()).isBetween(millis(100), millis(200));
            for (int i = 0; i < 100; i++) {
                assertThat(backoff.next()).isBetween(millis(200), millis(2000));
            }
            assertThat(backoff.next()).isBetween(millis(1000), millis(2000));

            backoff.reset();
            assertThat(backoff.next()).isLessThan(millis(50));
        }
    }

    @Test
    void differsFromOneVerifierToTheNext() {
        assertThat(new Backoff(new Random(1)).next()).isNotEqualTo(new Backoff(new Random(2)).next());
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
