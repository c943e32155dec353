package ripcord.verifier.feed;

import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How fresh the copy of the log is: a stamp that ages by itself. Immutable.
 *
 * <p>Whoever judges a token takes the stamp first, then looks entries up, then takes the time: in this order the entries
 * are never older than the stamp says.
 */
public final class Evidence {
    private static final long NANOS_PER_MILLI = 1_000_000;
    /** Before anything was heard: as stale as can be. */
    public static final Evidence NONE = new Evidence(null, 0, 0, 0, Set.of());

    private final @Nullable Anchor anchor;
    private final long advanced;
    private final long ahead;
    private final long seq;
    private final Set<String> tenants;

    /**
     * @param advanced nanoseconds from the anchor to the read, by the server's clock
     * @param ahead nanoseconds by which wall time had been ahead of monotonic time: setting the clock back does not make
     *     anything younger
     * @param seq up to where the log is held
     * @param tenants that the stream has named
     */
    Evidence(@Nullable Anchor anchor, long advanced, long ahead, long seq, Set<String> tenants) {
        this.anchor = anchor;
        this.advanced = advanced;
        this.ahead = ahead;
        this.seq = seq;
        this.tenants = tenants;
    }

    /**
     * How old the knowledge is: every entry that was in the log so long ago is held.
     *
     * @param nowMonoNanos taken after this stamp
     * @param nowWallMillis likewise
     * @return nanoseconds, never negative; {@link Long#MAX_VALUE} when there was never any evidence
     */
    public long stalenessNanos(long nowMonoNanos, long nowWallMillis) {
        return Math.max(0, staleness(new Moment(nowMonoNanos, nowWallMillis)));
    }

    /** Negative only if the server's clock runs faster than any clock may, or lies. */
    long staleness(Moment now) {
        return anchor == null ? Long.MAX_VALUE : anchor.staleness(now, advanced, ahead);
    }

    /** Up to where the log is held; 0 when there was never any evidence. */
    public long seq() {
        return seq;
    }

    /**
     * Whether the stream has named the tenant. One that serves all tenants of an API key says nothing of others, so this
     * is no evidence about them.
     */
    public boolean names(String tenant) {
        return tenants.contains(tenant);
    }

    /** What the server's policy demands of its verifiers; without bound when there was never any evidence. */
    public long maxStalenessMillis() {
        return anchor == null ? Long.MAX_VALUE : anchor.maxStalenessMillis();
    }

    /**
     * By how much the server's wall clock was ahead of this machine's when the stream began, to half a round trip; empty
     * if the round trip took a second or more.
     */
    public OptionalLong serverAheadMillis() {
        return anchor == null ? OptionalLong.empty() : anchor.serverAheadMillis();
    }

    /**
     * The server's time of day, as {@link #serverAheadMillis} but whatever was done to this machine's wall clock since the
     * stream began. Time in which this machine slept is missing.
     */
    public OptionalLong serverMillis(long nowMonoNanos) {
        return anchor == null ? OptionalLong.empty() : anchor.serverMillis(nowMonoNanos);
    }

    /**
     * By how much the wall clock and the monotonic clock have parted since the stream began, since one was set or the machine
     * slept; 0 when there was never any evidence.
     */
    public long partedMillis(long nowMonoNanos, long nowWallMillis) {
        return anchor == null
                ? 0
                : Math.abs(new Moment(nowMonoNanos, nowWallMillis).aheadSince(anchor.sent()) / NANOS_PER_MILLI);
    }

    /**
     * By how much the wall clock was set back since the stream began, as the monotonic clock shows; 0 when there was
     * never any evidence.
     */
    public long setBackMillis(long nowMonoNanos, long nowWallMillis) {
        return anchor == null
                ? 0
                : Math.max(0, -new Moment(nowMonoNanos, nowWallMillis).aheadSince(anchor.sent()) / NANOS_PER_MILLI);
    }
}
