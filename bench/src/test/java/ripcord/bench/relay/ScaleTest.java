package ripcord.bench.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import ripcord.bench.relay.Scale.Assumptions;
import ripcord.bench.relay.Scale.Parameters;
import ripcord.bench.relay.Scale.Region;

/// Figures by hand, and what must grow when something else does.
class ScaleTest {
    private static final Region HOME = Region.near("home", 1_000, 0.5);
    private static final Region FAR = new Region("far", 450, 40, 250);
    /// 10 and 5 leaves, two processors each; ten revocations a second.
    private static final Assumptions ASSUMED = new Assumptions(List.of(HOME, FAR), 100, 2, 10, 1, 100, 1_200);
    /// 10 ms at the server and 5 ms for each hop, always, and nothing for writing.
    private static final Parameters STEADY = parameters(0);

    private static Parameters parameters(double entryMicros) {
        return new Parameters(always(10), always(5), 430, 257, 99, entryMicros, 0.04, 0.06, 128);
    }

    private static double[] always(double millis) {
        var quantiles = new double[9];
        Arrays.fill(quantiles, millis);
        return quantiles;
    }

    private static Scale steady() {
        return new Scale(STEADY, ASSUMED);
    }

    private static Assumptions of(Region region, int streams, double perSecond) {
        return new Assumptions(List.of(region), streams, 2, perSecond, 1, 100, 1_200);
    }

    private static double mean(double[] all) {
        return Arrays.stream(all).average().orElseThrow();
    }

    @Test
    void aLeafThatIsNotFullIsOneMore() {
        assertThat(ASSUMED.leaves(HOME)).isEqualTo(10);
        assertThat(ASSUMED.leaves(FAR)).isEqualTo(5);
        assertThat(ASSUMED.leaves()).isEqualTo(15);
        assertThat(ASSUMED.verifiers()).isEqualTo(1_450);
        assertThat(steady().relays()).isEqualTo(15 + 4);
    }

    @Test
    void aRevocationTakesItsWayOnce() {
        // At the server, one way between regions, two hops, one way to and from a region's relay.
        assertThat(steady().manyDelays(HOME, 100)).containsOnly(10 + 0.5 + 2 * 5 + 2);
        assertThat(steady().manyDelays(FAR, 100)).containsOnly(10 + 40 + 2 * 5 + 2);
        assertThat(steady().lastOf(FAR)).isEqualTo(62);
    }

    @Test
    void theLastVerifierWaitsForAllOthersOfItsLeaf() {
        var scale = new Scale(parameters(200), ASSUMED);

        // 100 streams of 200 µs on two processors: 10 ms. Before, its leaf was one of 2.5 that a relay writes to.
        assertThat(scale.lastOf(FAR)).isBetween(62.0 + 10, 62.0 + 10 + 0.25);
    }

    @Test
    void whatLiesBetweenTwoQuantilesIsDrawnEvenly() {
        double[] first = {0, 10, 25, 50, 75, 90, 95, 99, 100};
        var scale = new Scale(
                new Parameters(first, always(0), 430, 257, 99, 0, 0, 0, 0), of(Region.near("one", 100, 0), 100, 1));

        double[] all = scale.manyDelays(Region.near("one", 100, 0), 200_000);

        for (double share : new double[] {0.05, 0.25, 0.5, 0.8, 0.97}) {
            assertThat(Level.quantile(all, share)).isCloseTo(2 + 100 * share, within(0.5));
        }
    }

    /// As the queue with one server, arrivals at random and equal times of service has it (Pollaczek and Khinchine).
    @Test
    void revocationsThatMeetWaitForEachOther() {
        double service = 100 * 900e-6 / 2;
        double busy = 10 * service;
        double waiting = busy * service / (2 * (1 - busy));

        double[] all = new Scale(parameters(900), of(HOME, 100, 10)).manyDelays(HOME, 400_000);

        double followers = 5 * 900e-6 / 2;
        double expected = 22.5 + 1_000 * (followers / 2 + waiting + service / 2);
        assertThat(mean(all)).isCloseTo(expected, within(0.01 * expected));
    }

    @Test
    void aVerifierTakesHeartbeatsEntriesAndReports() {
        // A record of TLS, and heads of the segment and of its acknowledgement: 22 + 2 * 66.
        double beats = 2 * (99 + 154);

        assertThat(steady().beatBytes()).isEqualTo(beats);
        assertThat(steady().bytesPerStream()).isEqualTo(beats + 10 * (257 + 154) + 120);
    }

    @Test
    void onlyWhatFollowsFromAnotherRegionIsBetween() {
        // Two relays there, four heartbeats and ten entries a second.
        assertThat(steady().bytesBetween()).isEqualTo(2 * (4 * (99 + 154) + 10 * (257 + 154)));
        assertThat(new Scale(STEADY, of(HOME, 100, 10)).bytesBetween()).isZero();
    }

    @Test
    void aLeafIsBusyWithHeartbeatsEntriesAndWhatIsPosted() {
        var scale = new Scale(parameters(30), ASSUMED);

        assertThat(scale.coresPerLeaf()).isCloseTo(0.04 + 0.006 + 10 * 100 * 30e-6 + 10 * 100e-6, within(1e-12));
        assertThat(scale.coreSecondsOfAWait()).isCloseTo(100 * (30 + 100) / 1e6, within(1e-12));
    }

    @Test
    void aMonthIsPaidByTheHourAndTheByte() {
        var month = steady().month();

        assertThat(steady().liveEntries()).isEqualTo(45_000);
        double mib = 128 + 100 * 0.05 + 45_000 * 300 / 1_048_576.0;
        assertThat(steady().gib(100)).isCloseTo(mib / 1_024, within(1e-12));
        assertThat(month.coreHours()).isEqualTo(19 * 2 * 720);
        assertThat(month.gibHours()).isCloseTo(19 * 720 * mib / 1_024, within(1e-6));
        assertThat(month.within()).isCloseTo(1_450 * steady().bytesPerStream() * 2_592_000 / 1e9, within(1e-6));
        assertThat(month.between()).isCloseTo(steady().bytesBetween() * 2_592_000 / 1e9, within(1e-6));
    }

    @Test
    void aClaimIsHeartbeatsWaysAndWhatWasMeasuredBeyond() {
        // Measured 430 ms, of which heartbeats of 100, 100 and 500 ms are 350.
        double beyond = 80 + 2 * 40 + 2 + 2;

        double[] claimed = steady().claimed(FAR);

        assertThat(claimed[0]).isBetween(beyond, beyond + 40);
        assertThat(Level.quantile(claimed, 1)).isBetween(beyond + 850 - 40, beyond + 850);
        assertThat(mean(claimed)).isCloseTo(beyond + 425, within(2.0));
    }

    @Test
    void aCopyThatWasFresherThanItsHeartbeatsIsNotTakenForThat() {
        var fresher = new Parameters(always(10), always(5), 200, 257, 99, 0, 0.04, 0.06, 128);

        double least = new Scale(fresher, ASSUMED).leafStaleness(HOME, new SplittableRandom(1));

        assertThat(least).isPositive();
        assertThat(new Scale(fresher, ASSUMED).claimed(HOME)[0]).isGreaterThanOrEqualTo(2 * 0.5 + 2 + 2);
    }

    @Test
    void moreVerifiersTakeMoreOfEverything() {
        double[] verifiers = {100, 1_000, 10_000, 100_000};
        var months = Arrays.stream(verifiers)
                .mapToObj(number -> new Scale(parameters(30), of(new Region("far", (int) number, 40, 250), 100, 10)))
                .map(Scale::month)
                .toList();

        for (int i = 1; i < months.size(); i++) {
            assertThat(months.get(i).within()).isEqualTo(10 * months.get(i - 1).within(), within(1e-3));
            assertThat(months.get(i).coreHours())
                    .isGreaterThan(months.get(i - 1).coreHours());
            assertThat(months.get(i).gibHours()).isGreaterThan(months.get(i - 1).gibHours());
            assertThat(months.get(i).between())
                    .as("relays follow, not verifiers")
                    .isEqualTo(months.getFirst().between());
        }
    }

    @Test
    void moreRevocationsTakeMoreAndComeLater() {
        var rates = IntStream.of(1, 5, 10, 15)
                .mapToObj(perSecond -> new Scale(parameters(900), of(HOME, 100, perSecond)))
                .toList();

        for (int i = 1; i < rates.size(); i++) {
            assertThat(rates.get(i).bytesPerStream())
                    .isGreaterThan(rates.get(i - 1).bytesPerStream());
            assertThat(rates.get(i).coresPerLeaf())
                    .isGreaterThan(rates.get(i - 1).coresPerLeaf());
            assertThat(mean(rates.get(i).manyDelays(HOME, 20_000)))
                    .isGreaterThan(mean(rates.get(i - 1).manyDelays(HOME, 20_000)));
        }
    }

    @Test
    void moreOnALeafIsFewerLeavesAndALongerTurn() {
        var few = new Scale(parameters(100), of(HOME, 100, 10));
        var many = new Scale(parameters(100), of(HOME, 500, 10));

        assertThat(many.relays()).isLessThan(few.relays());
        assertThat(many.lastOf(HOME)).isGreaterThan(few.lastOf(HOME));
        assertThat(many.gib(500)).isGreaterThan(few.gib(100));
    }
}
