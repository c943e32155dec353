package ripcord.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SharedClockTest {
    private long now = 1_000;

    private long tick() {
        now += 10;
        return now;
    }

    @Test
    void clocksThatAreOneNeedNoOffset() {
        assertThat(SharedClock.of(this::tick, this::tick)).isEqualTo(new SharedClock(0, 0));
    }

    @Test
    void anotherOriginIsTakenOutWithinHalfARoundTrip() {
        var clock = SharedClock.of(this::tick, () -> tick() + 5_000_000);

        assertThat(clock.here(now + 5_000_000)).isCloseTo(now, within(clock.error()));
        assertThat(clock.error()).isEqualTo(10);
    }
}
