package ripcord.verifier.remote;

import ripcord.verifier.feed.Clocks;

/**
 * Stops asking a server that does not answer. After five failures in a row nobody passes for a second, then one may
 * try, and each further failure doubles the pause, up to half a minute. Thread-safe.
 */
final class Breaker {
    private static final int FAILURES = 5;
    private static final long FIRST_PAUSE = 1_000_000_000;
    private static final long LONGEST_PAUSE = 30_000_000_000L;

    private final Clocks clocks;
    private int failures;
    private long pause = FIRST_PAUSE;
    private long openUntil;

    Breaker(Clocks clocks) {
        this.clocks = clocks;
    }

    /** Whether one may ask now; who may must say how it went. */
    synchronized boolean mayPass() {
        long now = clocks.monoNanos();
        if (failures < FAILURES) {
            return true;
        }
        if (now - openUntil < 0) {
            return false;
        }
        openUntil = now + pause;
        return true;
    }

    synchronized void succeeded() {
        failures = 0;
        pause = FIRST_PAUSE;
    }

    synchronized void failed() {
        failures++;
        if (failures < FAILURES) {
            return;
        }
        if (failures > FAILURES) {
            pause = Math.min(LONGEST_PAUSE, 2 * pause);
        }
        openUntil = clocks.monoNanos() + pause;
    }
}
