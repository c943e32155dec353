package ripcord.verifier;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What happens to a good token while the copy of the revocation log is older than {@code maxStaleness}.
 *
 * <p>A token that the copy says was revoked is rejected in any case.
 */
public final class WhenStale {
    private static final Duration LONGEST = Duration.ofDays(1);

    enum Mode {
        INTROSPECT,
        REJECT,
        ACCEPT
    }

    private final Mode mode;
    private final Duration acceptFor;

    private WhenStale(Mode mode, Duration acceptFor) {
        this.mode = mode;
        this.acceptFor = acceptFor;
    }

    /**
     * Asks the server about each token; the answer is kept for {@code maxStaleness}. While the server does not answer,
     * tokens are rejected.
     */
    public static WhenStale introspect() {
        return new WhenStale(Mode.INTROSPECT, Duration.ZERO);
    }

    /** Rejects every token as {@link Verification.Reason#STALE}. */
    public static WhenStale reject() {
        return new WhenStale(Mode.REJECT, Duration.ZERO);
    }

    /**
     * Accepts tokens for some time without knowing whether they were revoked meanwhile. Never before the log was heard
     * of at all.
     *
     * @param time counted from the last evidence, so not in addition to {@code maxStaleness}; at least that, at most a
     *     day
     */
    public static WhenStale acceptFor(Duration time) {
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "acceptFor: " + time + " (expected: more than PT0S, at most " + LONGEST + ")");
        }
        return new WhenStale(Mode.ACCEPT, time);
    }

    Mode mode() {
        return mode;
    }

    /** Zero unless {@link Mode#ACCEPT}. */
    Duration acceptFor() {
        return acceptFor;
    }

    Optional<Duration> acceptForIfAny() {
        return mode == Mode.ACCEPT ? Optional.of(acceptFor) : Optional.empty();
    }

    /** As the feed's query says it. */
    String wireName() {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return switch (mode) {
            case INTROSPECT -> "introspect";
            case REJECT -> "reject";
            case ACCEPT -> "accept for " + acceptFor;
        };
    }
}
