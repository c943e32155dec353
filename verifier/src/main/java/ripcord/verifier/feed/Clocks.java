package ripcord.verifier.feed;

/**
 * The two clocks of this process. Neither is ever compared with another machine's.
 *
 * <p>Durations are the larger of both: the monotonic clock stands still while a machine is suspended, the wall clock is
 * set back by people.
 */
public interface Clocks {
    /** The clocks of the Java runtime. */
    Clocks SYSTEM = new Clocks() {
        @Override
        public long monoNanos() {
            return System.nanoTime();
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }
    };

    /** Monotonic time from an arbitrary origin; only differences mean something. */
    long monoNanos();

    /** Milliseconds since the epoch, as this machine believes. */
    long wallMillis();
}
