package ripcord.verifier.feed;

import java.util.OptionalLong;

/**
 * Where a stream's time begins: this verifier's clocks just before the request was sent, and what the server said of
 * its own when the request had arrived. Elapsed times are compared, never two machines' clocks.
 */
final class Anchor {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;
    /** Two clocks that each keep to 100 ppm part by at most this share of the time: 200 ppm. */
    private static final long DRIFT = 5_000;
    /** Longer round trips say too little about the other side's wall clock. */
    private static final long LONGEST_ROUND_TRIP = 1_000_000_000;

    private final Moment sent;
    private final Hello hello;
    private final OptionalLong serverAhead;

    /**
     * @param sent just before the request was
     * @param heard when hello had come
     */
    Anchor(Moment sent, Hello hello, Moment heard) {
        this.sent = sent;
        this.hello = hello;
        long roundTrip = Math.max(heard.monoSince(sent), heard.wallSince(sent));
        this.serverAhead = roundTrip < LONGEST_ROUND_TRIP
                ? OptionalLong.of(hello.atMillis() - sent.wall() - roundTrip / 2 / NANOS_PER_MILLI)
                : OptionalLong.empty();
    }

    Moment sent() {
        return sent;
    }

    long maxStalenessMillis() {
        return hello.maxStalenessMillis();
    }

    OptionalLong serverAheadMillis() {
        return serverAhead;
    }

    /** The server's time of day at a moment, by what the monotonic clock says has passed since the request was sent. */
    OptionalLong serverMillis(long monoNanos) {
        return serverAhead.isPresent()
                ? OptionalLong.of(sent.wall() + serverAhead.getAsLong() + (monoNanos - sent.mono()) / NANOS_PER_MILLI)
                : serverAhead;
    }

    /**
     * How far the server's clock had advanced when a read began, in nanoseconds.
     *
     * @param readMicros the server's monotonic clock then, rounded down
     * @throws FeedException if that was before the request
     */
    long advanced(long readMicros) {
        long micros = readMicros - hello.monoMicros();
        if (micros < 0) {
            throw new FeedException("heartbeat: read before the stream began");
        }
        return micros > Long.MAX_VALUE / NANOS_PER_MICRO ? Long.MAX_VALUE : micros * NANOS_PER_MICRO;
    }

    /**
     * How old knowledge of that time is now; saturates.
     *
     * @param ahead by how much wall time had been ahead of monotonic time, in nanoseconds
     * @return nanoseconds, negative only if the server's clock runs faster than any clock may
     */
    long staleness(Moment now, long advanced, long ahead) {
        long elapsed = Math.max(saturatedSum(now.monoSince(sent), ahead), now.wallSince(sent));
        long drifted = saturatedSum(elapsed, elapsed / DRIFT + 1);
        return drifted == Long.MAX_VALUE ? drifted : drifted - advanced;
    }

    private static long saturatedSum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
