package ripcord.verifier;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import ripcord.verifier.Verification.Reason;

/** Whether a token's times allow it to be used now. Intervals are open at their end. */
final class TimeRules {
    /** An entry of the log is kept for 75 minutes: long enough only if no token lives longer than this. */
    private static final long LONGEST_LIFE_SECONDS = 3600;
    /** The log's positions follow the server's clock in microseconds; more than this ahead is invented. */
    private static final long FURTHEST_REV_MICROS = Duration.ofMinutes(10).toNanos() / 1000;

    private final long leewayMillis;

    TimeRules(Duration leeway) {
        this.leewayMillis = leeway.toMillis();
    }

    Optional<Refusal> check(JudgedToken token, long nowMillis) {
        if (nowMillis - leewayMillis >= token.expires() * 1000) {
            return wrong(Reason.EXPIRED, "exp", token.expires(), "after", nowMillis);
        }
        if (token.issued() * 1000 > nowMillis + leewayMillis) {
            return wrong(Reason.NOT_YET_VALID, "iat", token.issued(), "at most", nowMillis);
        }
        long notBefore = token.notBefore();
        if (notBefore * 1000 > nowMillis + leewayMillis) {
            return wrong(Reason.NOT_YET_VALID, "nbf", notBefore, "at most", nowMillis);
        }
        long life = token.expires() - token.issued();
        if (life > LONGEST_LIFE_SECONDS) {
            return rejected(
                    Reason.TOO_LONG_LIVED,
                    "token lives for " + life + " s, expected at most " + LONGEST_LIFE_SECONDS + " s");
        }
        return checkRev(token.rev(), nowMillis * 1000 + FURTHEST_REV_MICROS);
    }

    private static Optional<Refusal> checkRev(long rev, long furthest) {
        return rev <= furthest
                ? Optional.empty()
                : rejected(Reason.REV_AHEAD, "token says rev " + rev + ", expected at most " + furthest);
    }

    private Optional<Refusal> wrong(Reason reason, String claim, long seconds, String relation, long nowMillis) {
        return rejected(
                reason,
                "token says " + claim + " " + seconds + ", expected " + relation + " " + Instant.ofEpochMilli(nowMillis)
                        + " (" + nowMillis / 1000 + ") with a leeway of " + Duration.ofMillis(leewayMillis));
    }

    private static Optional<Refusal> rejected(Reason reason, String detail) {
        return Optional.of(new Refusal(reason, detail));
    }
}
