package ripcord.acceptance.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// A recorded run of one verifier, judged against the truth. All moments are of the machine's monotonic clock; no
/// allowance is made for anything, because each of the verifier's own delays only makes it staler.
///
/// The true staleness at a moment is at least the time since the server acknowledged an end that the verifier does
/// not apply, and at least the time since the server read its log for the newest evidence that was let through.
public final class StalenessRecord {
    /// One answer of the verifier about one token, and what was true then.
    ///
    /// @param begun     when the verifier was asked
    /// @param claimed   by the verifier, for its answer; empty if it had no evidence
    /// @param ended     when the end of the token's session was acknowledged; empty if it was not
    /// @param evidence  the latest moment for which the verifier can have had evidence by its answer; empty: none
    public record Observation(
            long begun,
            boolean accepted,
            String reason,
            OptionalLong claimed,
            OptionalLong ended,
            OptionalLong evidence) {

        private boolean claimsLessThanItsEvidence() {
            return claimed.isPresent() && (evidence.isEmpty() || claimed.getAsLong() < begun - evidence.getAsLong());
        }

        private long sinceEnd() {
            return ended.isPresent() ? begun - ended.getAsLong() : Long.MIN_VALUE;
        }
    }

    private final long bound;
    private final List<Observation> observations = new ArrayList<>();

    public StalenessRecord(Duration bound) {
        this.bound = bound.toNanos();
    }

    public synchronized void add(Observation observation) {
        observations.add(observation);
    }

    public synchronized List<Observation> observations() {
        return List.copyOf(observations);
    }

    public synchronized long accepted() {
        return observations.stream().filter(Observation::accepted).count();
    }

    public synchronized long refused(String reason) {
        return observations.stream()
                .filter(one -> !one.accepted() && one.reason().equals(reason))
                .count();
    }

    /// Every observation that no sound verifier can make, with what is wrong with it.
    public synchronized List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (Observation one : observations) {
            if (one.claimsLessThanItsEvidence()) {
                faults.add("claims less than the age of its newest evidence: " + one);
            }
            if (!one.accepted()) {
                continue;
            }
            if (one.claimed().isEmpty()) {
                faults.add("accepts without evidence: " + one);
            } else if (one.claimed().getAsLong() > bound) {
                faults.add("accepts past its own bound: " + one);
            } else if (one.claimed().getAsLong() < one.sinceEnd()) {
                faults.add("claims less than the time since an end that it lacks: " + one);
            }
            if (one.sinceEnd() > bound) {
                faults.add("accepts past the bound after the end: " + one);
            }
        }
        return faults;
    }
}
