package ripcord.verifier;

import java.time.Duration;
import java.util.Optional;
import ripcord.verifier.Verification.Reason;
import ripcord.verifier.feed.Evidence;

/**
 * The time that a token's times are compared with: this machine's, corrected when it differs from the server's, which
 * wrote them, by more than a second. Freshness is no matter of these clocks.
 */
final class ServerTime {
    private static final long TOLERATED_MILLIS = 1_000;
    private static final long UNFIT_MILLIS = Duration.ofMinutes(10).toMillis();

    private ServerTime() {}

    /** Setting the clock back does not bring expired tokens to life: the monotonic clock has gone on. */
    static long corrected(Evidence evidence, long monoNanos, long wallMillis) {
        long ahead = evidence.serverAheadMillis().orElse(0) + evidence.setBackMillis(monoNanos, wallMillis);
        return Math.abs(ahead) <= TOLERATED_MILLIS ? wallMillis : wallMillis + ahead;
    }

    /** Refuses while the clocks differ so much that one of them must be broken, and nobody knows which. */
    static Optional<Refusal> refuseIfUnfit(Evidence evidence) {
        long ahead = evidence.serverAheadMillis().orElse(0);
        if (Math.abs(ahead) <= UNFIT_MILLIS) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                Reason.STALE,
                "clock: differs from the server's by " + Duration.ofMillis(Math.abs(ahead)) + ", expected at most "
                        + Duration.ofMillis(UNFIT_MILLIS)));
    }
}
