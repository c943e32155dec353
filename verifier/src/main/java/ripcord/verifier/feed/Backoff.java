package ripcord.verifier.feed;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: almost nothing at first, then up to twice as long each time, to 2 s: a server
 * that is back should not be waited for much longer than evidence lasts. One that has too many to serve says so.
 */
final class Backoff {
    private static final long FIRST = 50_000_000;
    private static final long STEP = 100_000_000;
    private static final long LONGEST = 2_000_000_000;
    private static final int STEPS = 5;

    private final RandomGenerator random;
    private int failures;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** Nanoseconds; one more failure is counted. */
    long next() {
        int failure = failures++;
        if (failure == 0) {
            return random.nextLong(FIRST);
        }
        long longest = Math.min(LONGEST, STEP << Math.min(failure - 1, STEPS));
        return longest / 2 + random.nextLong(longest / 2);
    }

    /** It works again. */
    void reset() {
        failures = 0;
    }
}
