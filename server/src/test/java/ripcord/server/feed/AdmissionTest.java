package ripcord.server.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import ripcord.server.tenant.TenantId;

class AdmissionTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Account OPERATOR = new Account.OfOperator("root");
    private static final Account TENANT = new Account.OfTenant(new TenantId("acme"));

    private final AtomicLong nanos = new AtomicLong(TimeUnit.HOURS.toNanos(3));
    private final Monotonic monotonic = new Monotonic(nanos::get);

    @Test
    void whoIsRefusedAloneWaitsUntilOneMoreMayBegin() {
        var admission = new Admission(500, 1, monotonic);
        assertThat(admission.admits()).isTrue();
        assertThat(admission.admits()).isFalse();

        assertThat(admission.turn()).isEqualTo(Duration.ofMillis(2));

        nanos.addAndGet(Duration.ofMillis(2).toNanos());
        assertThat(admission.admits()).isTrue();
    }

    @Test
    void thoseWhoAreRefusedHaveTheirTurnOneBehindTheOther() {
        var admission = new Admission(500, 1, monotonic);

        assertThat(turns(admission, 1_000).getLast()).isEqualTo(Duration.ofSeconds(2));

        nanos.addAndGet(SECOND);
        assertThat(admission.turn()).isEqualTo(Duration.ofMillis(1_002));
        nanos.addAndGet(3 * SECOND);
        assertThat(admission.turn()).isEqualTo(Duration.ofMillis(2));
    }

    @Test
    void nobodyIsToldToWaitForLongerThanTenSecondsHoweverManyWait() {
        var admission = new Admission(500, 1, monotonic);

        assertThat(turns(admission, 100_000)).allMatch(turn -> turn.compareTo(Admission.LONGEST_WAIT) <= 0);

        nanos.addAndGet(Admission.LONGEST_WAIT.toNanos());
        assertThat(admission.turn()).isEqualTo(Duration.ofMillis(2));
    }

    private static List<Duration> turns(Admission admission, int number) {
        var turns = new ArrayList<Duration>();
        for (int i = 0; i < number; i++) {
            turns.add(admission.turn());
        }
        return turns;
    }

    @Test
    void whatOneAccountIsRefusedMakesNobodyElseWait() {
        var all = new FeedStreams.Share(500, 2_000, 10_000);
        var admissions = new Admissions(
                new FeedStreams.Limits(Duration.ofSeconds(5), Duration.ofSeconds(60), all, all.tenth()), monotonic);
        Duration last = Duration.ZERO;
        for (int i = 0; i < 1_000; i++) {
            last = admissions.admit(TENANT);
        }
        assertThat(last).isEqualTo(Admission.LONGEST_WAIT);

        // The tenant took 200 of the 2,000 before it was refused.
        for (int i = 0; i < 1_800; i++) {
            assertThat(admissions.admit(OPERATOR)).isZero();
        }
        assertThat(admissions.admit(OPERATOR)).isEqualTo(Duration.ofMillis(2));
    }

    /// As verifiers do it: after what they were told, and up to an eighth longer.
    @Test
    void aCrowdIsInAsSoonAsTheRateAllowsWithFewRefusals() {
        int crowd = 9_600;
        var admission = new Admission(500, 2_000, monotonic);
        var random = new Random(1);
        long begun = nanos.get();
        var coming = new PriorityQueue<Long>(Comparator.naturalOrder());
        for (int i = 0; i < crowd; i++) {
            coming.add(begun + random.nextLong(SECOND / 10));
        }

        int refusals = 0;
        while (!coming.isEmpty()) {
            nanos.set(coming.remove());
            if (!admission.admits()) {
                refusals++;
                long told = SECOND * Math.ceilDiv(admission.turn().toNanos(), SECOND);
                coming.add(nanos.get() + told + random.nextLong(told / 8));
            }
        }

        long atBest = (crowd - 2_000) / 500 * SECOND;
        assertThat(nanos.get() - begun).isLessThan(atBest + 4 * SECOND);
        assertThat(refusals).isLessThan(2 * crowd);
    }
}
