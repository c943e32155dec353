package ripcord.bench.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import ripcord.bench.relay.Scale.Region;

/// Verifiers whose leaf is gone: each comes back, as fast as leaves let them in.
class StormTest {
    private static final Region HOME = Region.near("home", 1_000, 0.5);
    private static final int PLENTY = 10_000;

    private static Storm.Found found(Storm.Loss loss, double perSecond, int burst) {
        return storm(350).of(loss, perSecond, burst);
    }

    private static Storm storm(double staleMs) {
        var nothing = new double[9];
        return new Scale(
                        new Scale.Parameters(nothing, nothing, staleMs, 0, 0, 0, 0, 0, 0),
                        new Scale.Assumptions(List.of(HOME), 100, 2, 10, 1, 100, 1_200))
                .storm();
    }

    private static Storm.Loss loss(int verifiers, int leaves, double noticedMs) {
        return new Storm.Loss(HOME, HOME, verifiers, leaves, noticedMs, 1);
    }

    @Test
    void whoIsLetInAtOnceIsFreshWithinItsHeartbeats() {
        var found = found(loss(100, 10, 0), PLENTY, PLENTY);

        // Up to 50 ms until it tries, 5 ms for opening, 200 ms of heartbeats, 1 and 2 ms of ways, 1 ms for the answer.
        assertThat(found.lastMs()).isBetween(55.0, 50.0 + 5 + 200 + 1 + 2 + 1);
        assertThat(found.staleMs()).isEmpty();
        assertThat(found.mostStale()).isZero();
    }

    @Test
    void whatIsNoticedLateIsFreshThatMuchLater() {
        var atOnce = found(loss(100, 10, 0), PLENTY, PLENTY);

        var late = found(loss(100, 10, 5_000), PLENTY, PLENTY);

        assertThat(late.lastMs()).isEqualTo(atOnce.lastMs() + 5_000, within(1e-6));
        // All were beyond 2 s by then: at the same time, since none was fresh before.
        assertThat(late.staleMs()).hasSize(100).isSorted();
        assertThat(late.staleMs()[0]).isGreaterThan(3_000);
        assertThat(late.mostStale()).isEqualTo(100);
    }

    @Test
    void whoIsBackAboutWhenItsBoundIsReachedIsStaleOrNotByChance() {
        // Its copy was 5 to 705 ms old, so is stale from 1,295 to 1,995 ms on, 1,645 on average; fresh 9 to 259 ms
        // after
        // it has noticed, after 134 on average.
        var found = found(loss(10_000, 10, 1_511), PLENTY, PLENTY);

        assertThat(found.staleMs()).hasSizeBetween(4_500, 5_500);
        assertThat(Level.quantile(found.staleMs(), 1)).isBetween(300.0, 1_511 + 259 - 1_295.0);
    }

    @Test
    void aLeafLetsInWhatItHasFreeAndThenSoManyASecond() {
        // 10 at once, and 40 more at 10 a second: 4 s, and a second try comes no sooner than a second after the first.
        var found = found(loss(50, 1, 0), 10, 10);

        assertThat(found.lastMs()).isGreaterThan(4_000 - 1);
        assertThat(found(loss(50, 2, 0), 10, 10).lastMs()).isLessThan(found.lastMs());
        assertThat(found(loss(50, 1, 0), 20, 10).lastMs()).isLessThan(found.lastMs());
        assertThat(found(loss(50, 1, 0), 10, 50).lastMs()).isLessThan(1_000);
    }

    @Test
    void fewerLeavesKeepMoreStaleForLonger() {
        double before = 0;
        for (int leaves : new int[] {50, 20, 10, 5}) {
            var found = found(loss(2_000, leaves, 1_500), 10, 20);
            double stale = Arrays.stream(found.staleMs()).sum();

            assertThat(stale).isGreaterThan(before);
            assertThat(found.mostStale()).isBetween(1, found.staleMs().length);
            before = stale;
        }
    }

    @Test
    void aCopyThatIsOlderBeforehandIsStaleSooner() {
        var loss = loss(1_000, 10, 1_500);

        double fresher =
                Arrays.stream(storm(350).of(loss, PLENTY, PLENTY).staleMs()).sum();
        double older =
                Arrays.stream(storm(650).of(loss, PLENTY, PLENTY).staleMs()).sum();

        assertThat(older).isGreaterThan(fresher);
    }
}
