package ripcord.verifier;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How fresh the evidence is that something was not revoked. Immutable: how fresh it was when it was looked at.
 *
 * <p>Every revocation that was in the log longer ago than {@link #staleness()} was known.
 */
public final class Freshness implements Serializable {
    private static final long serialVersionUID = 1;

    /** Where the evidence is from. */
    public enum Source {
        /** The copy of the log that this verifier holds. */
        LOG,
        /** An answer of the server about this very token. */
        INTROSPECTION,
        /** An answer of the server about the token's subject. */
        VERSION,
        /** None was asked for: {@link RevocationStrategy#EXPIRY_WITHOUT_ANY_REVOCATION}. */
        NONE
    }

    private final long stalenessNanos;
    private final long boundNanos;
    private final Source source;

    /** @param stalenessNanos {@link Long#MAX_VALUE} if there was never any evidence */
    Freshness(long stalenessNanos, long boundNanos, Source source) {
        this.stalenessNanos = stalenessNanos;
        this.boundNanos = boundNanos;
        this.source = source;
    }

    /** How old the evidence is at most; empty if there was never any. */
    public Optional<Duration> staleness() {
        return stalenessNanos == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos(stalenessNanos));
    }

    /** The bound in force: the smaller of the verifier's and the policy's {@code max_staleness}. */
    public Duration bound() {
        return Duration.ofNanos(boundNanos);
    }

    /** Whether the evidence is no older than the bound; the bound itself is still within. */
    public boolean isWithinBound() {
        return stalenessNanos <= boundNanos;
    }

    public Source source() {
        return source;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Freshness that
                && stalenessNanos == that.stalenessNanos
                && boundNanos == that.boundNanos
                && source == that.source;
    }

    @Override
    public int hashCode() {
        return Objects.hash(stalenessNanos, boundNanos, source);
    }

    @Override
    public String toString() {
        String age = staleness().map(Duration::toString).orElse("never any evidence");
        return age + " (bound: " + bound() + ", from: " + source + ")";
    }
}
