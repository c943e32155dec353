package ripcord.server.relay;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import ripcord.verifier.feed.Clocks;
import ripcord.verifier.feed.Evidence;

/// How fresh a relay's copy is, in its own monotonic time, and what time it is at the issuer. Thread-safe.
///
/// What is kept is a moment: all that was in the issuer's log then is held. That stays true, so the latest such moment
/// counts, whichever stream it came from; and it is what `read` means to whoever follows the relay.
public final class Freshness implements Clocks, InstantSource {
    private static final long APART_MILLIS = 1_000;

    private final LongSupplier nanos;
    private final InstantSource clock;
    private final AtomicLong read;
    private volatile Evidence timed = Evidence.NONE;

    /// @param nanos monotonic
    /// @param clock this machine's time of day
    public Freshness(LongSupplier nanos, InstantSource clock) {
        this.nanos = nanos;
        this.clock = clock;
        // Nothing is known yet: as good as a day old.
        this.read = new AtomicLong(nanos.getAsLong() - Duration.ofDays(1).toNanos());
    }

    /// Takes what a stream has proved.
    void offer(Evidence evidence) {
        if (evidence.serverAheadMillis().isPresent() && !isParted(evidence)) {
            timed = evidence;
        }
        long now = monoNanos();
        long staleness = evidence.stalenessNanos(now, wallMillis());
        long at = staleness == Long.MAX_VALUE ? Long.MIN_VALUE : now - staleness;
        long _ = read.accumulateAndGet(at, Math::max);
    }

    /// The latest moment of which everything is held.
    public long read() {
        return read.get();
    }

    /// How old the copy is.
    public Duration age() {
        return Duration.ofNanos(monoNanos() - read.get());
    }

    @Override
    public long monoNanos() {
        return nanos.getAsLong();
    }

    @Override
    public long wallMillis() {
        return clock.millis();
    }

    /// The issuer's time of day, as far as it is known: verifiers compare theirs with it. It goes on by the monotonic
    /// clock, so that setting this machine's time of day changes nothing about when an entry ends.
    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(timed.serverMillis(monoNanos()).orElseGet(this::wallMillis));
    }

    /// Whether the issuer's time of day is known.
    boolean knowsTheTime() {
        return timed.serverAheadMillis().isPresent() && !isParted(timed);
    }

    /// Whether this machine's time of day was set, or it slept, since it was compared with the issuer's: a stream will
    /// be begun anew in a moment, and until then nobody should be told what time it is.
    boolean isClockSet() {
        return isParted(timed);
    }

    private boolean isParted(Evidence evidence) {
        return evidence.partedMillis(monoNanos(), wallMillis()) >= APART_MILLIS;
    }
}
