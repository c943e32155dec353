package ripcord.verifier.feed;

/**
 * When to anchor again what was anchored poorly: at once the first time, then after twice as long each time, because
 * then the way is slow, and not only was it slow once.
 */
final class Patience {
    private static final long FIRST = 1_000_000_000;
    private static final int STEPS = 9;

    private final Clocks clocks;
    private int tries;
    private long over;

    Patience(Clocks clocks) {
        this.clocks = clocks;
        this.over = clocks.monoNanos();
    }

    boolean isOver() {
        return clocks.monoNanos() - over >= 0;
    }

    /** One more try begins. */
    void next() {
        over = clocks.monoNanos() + (FIRST << Math.min(tries++, STEPS));
    }

    /** It went well. */
    void reset() {
        tries = 0;
        over = clocks.monoNanos();
    }
}
