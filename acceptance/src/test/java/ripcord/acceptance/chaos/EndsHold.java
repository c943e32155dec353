package ripcord.acceptance.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import ripcord.acceptance.chaos.Asked.Outcome;

/// Check 1: no acknowledged end is ever followed by an acceptance, and no staleness is claimed below the true one.
///
/// What a verifier may accept after an end is [ripcord.acceptance.history.StalenessRecord]'s to say. Here is what can
/// be known beyond that: while nobody can read the log, nobody's knowledge of it can be fresher than that.
final class EndsHold {
    /// How long a node may go by its memory when it cannot read the log.
    static final Duration LEASE = Duration.ofSeconds(1);

    private EndsHold() {}

    /// @param fromMemory for how long the tenant lets a node that cannot read the log answer all the same
    static List<String> faults(History history, int nodes, Duration fromMemory, List<Watch.Claim> claims) {
        List<String> faults = new ArrayList<>();
        history.of(EndsHold::isAcceptance).forEach(one -> {
            OptionalLong ended = history.endHoldsEverywhere(one.session());
            if (one.operation() != Operation.VERIFY && ended.isPresent() && one.begun() - ended.getAsLong() > 0) {
                faults.add("accepted %s after the end was acknowledged: %s"
                        .formatted(ms(one.begun() - ended.getAsLong()), one));
            }
            OptionalLong dark = darkDuring(history, one.node(), one.begun(), one.done());
            if (one.operation() != Operation.VERIFY
                    && dark.isPresent()
                    && one.begun() - dark.getAsLong() > longest(one, fromMemory).toNanos()) {
                faults.add("accepted by a memory that could not be read anew for %s: %s"
                        .formatted(ms(one.begun() - dark.getAsLong()), one));
            }
        });
        for (Watch.Claim claim : claims) {
            OptionalLong dark = darkForAll(history, nodes, claim);
            if (dark.isPresent() && claim.claimed() < claim.begun() - dark.getAsLong()) {
                faults.add("verifier %d claimed a staleness of %s when nobody had been able to read the log for %s"
                        .formatted(claim.verifier(), ms(claim.claimed()), ms(claim.begun() - dark.getAsLong())));
            }
        }
        return faults;
    }

    private static Duration longest(Asked one, Duration fromMemory) {
        boolean granted = one.operation() != Operation.REFRESH && fromMemory.compareTo(LEASE) > 0;
        return granted ? fromMemory : LEASE;
    }

    private static boolean isAcceptance(Asked one) {
        return one.outcome() == Outcome.ACCEPTED
                && one.operation() != Operation.END
                && one.operation() != Operation.SIGN_IN;
    }

    /// The evidence may be from any node: what counts is since when the last of them cannot read the log.
    private static OptionalLong darkForAll(History history, int nodes, Watch.Claim claim) {
        long last = Long.MIN_VALUE;
        for (int node = 0; node < nodes; node++) {
            OptionalLong since = darkDuring(history, node, claim.begun(), claim.done());
            if (since.isEmpty()) {
                return since;
            }
            last = Math.max(last, since.getAsLong());
        }
        return OptionalLong.of(last);
    }

    private static OptionalLong darkDuring(History history, int node, long begun, long done) {
        OptionalLong since = history.darkSince(node, begun);
        return since.equals(history.darkSince(node, done)) ? since : OptionalLong.empty();
    }

    private static String ms(long nanos) {
        return nanos / 1_000_000 + " ms";
    }
}
