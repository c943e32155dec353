package ripcord.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// For how long memory counts, by both of a machine's clocks.
class LeaseTest {
    private final AtomicLong nanos = new AtomicLong(Duration.ofDays(-3).toNanos());
    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
    private final Lease lease = Lease.renewed(nanos::get, () -> Instant.ofEpochMilli(millis.get()));

    @BeforeEach
    void renew() {
        lease.renew(lease.beat());
    }

    private void pass(long byNanos, long byWall) {
        nanos.addAndGet(Duration.ofMillis(byNanos).toNanos());
        millis.addAndGet(byWall);
    }

    @Test
    void theLastInstantIsAlreadyTooLate() {
        pass(999, 999);
        assertThat(lease.isHeld()).isTrue();

        pass(1, 1);
        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.age()).hasValue(Duration.ofSeconds(1).toNanos());
    }

    /// The monotonic clock does not count what a machine sleeps, and others wait for a second and no longer.
    @Test
    void aMachineThatStoodStillForAMomentHasNoLongerLease() {
        pass(700, 1_100);

        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.age()).hasValue(Duration.ofMillis(1_099).toNanos());
    }

    @Test
    void aClockThatWasSetBackMakesMemoryNoYounger() {
        pass(1_000, 600);

        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void howOldMemoryIsCannotBeSaidOfAMachineThatSlept() {
        pass(100, 600);

        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.age()).isEmpty();
    }
}
