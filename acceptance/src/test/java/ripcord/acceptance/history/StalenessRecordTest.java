package ripcord.acceptance.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import ripcord.acceptance.history.StalenessRecord.Observation;

/// The judge is judged: a sound run passes, each planted fault is found.
class StalenessRecordTest {
    private static final long MS = 1_000_000;

    private final StalenessRecord run = new StalenessRecord(Duration.ofMillis(500));

    @Test
    void aSoundRunHasNoFaults() {
        run.add(accepted(1_000, 100, never(), 950));
        run.add(accepted(1_000, 400, OptionalLong.of(700 * MS), 650));
        run.add(new Observation(
                5_000 * MS, false, "STALE", OptionalLong.of(4_000 * MS), never(), OptionalLong.of(1_000 * MS)));
        run.add(new Observation(5_000 * MS, false, "STALE", OptionalLong.empty(), never(), never()));

        assertThat(run.faults()).isEmpty();
    }

    @Test
    void aClaimBelowTheAgeOfTheEvidence() {
        run.add(accepted(1_000, 100, never(), 899));

        assertThat(run.faults()).singleElement().asString().startsWith("claims less than the age");
    }

    @Test
    void aClaimBelowTheTimeSinceAnEnd() {
        run.add(accepted(1_000, 100, OptionalLong.of(899 * MS), 950));

        assertThat(run.faults()).singleElement().asString().startsWith("claims less than the time since an end");
    }

    @Test
    void aClaimWithoutAnyEvidence() {
        run.add(new Observation(0, false, "STALE", OptionalLong.of(5), never(), never()));

        assertThat(run.faults()).singleElement().asString().startsWith("claims less than the age");
    }

    @Test
    void acceptingPastTheBound() {
        run.add(accepted(1_000, 501, never(), 950));

        assertThat(run.faults()).singleElement().asString().startsWith("accepts past its own bound");
    }

    @Test
    void acceptingWhatEndedLongerAgoThanTheBound() {
        run.add(accepted(1_000, 100, OptionalLong.of(499 * MS), 950));

        assertThat(run.faults()).anyMatch(fault -> fault.startsWith("accepts past the bound after the end"));
    }

    @Test
    void acceptingWithoutEvidence() {
        run.add(new Observation(0, true, "", OptionalLong.empty(), never(), never()));

        assertThat(run.faults()).singleElement().asString().startsWith("accepts without evidence");
    }

    private static OptionalLong never() {
        return OptionalLong.empty();
    }

    private static Observation accepted(long atMs, long claimedMs, OptionalLong ended, long evidenceMs) {
        return new Observation(
                atMs * MS, true, "", OptionalLong.of(claimedMs * MS), ended, OptionalLong.of(evidenceMs * MS));
    }
}
