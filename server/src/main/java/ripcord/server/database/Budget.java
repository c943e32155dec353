package ripcord.server.database;

import java.time.Duration;

/// How long one request may wait for the store, all its waits together: each has a deadline of its own, and a request
/// that runs into several would add them up. Work outside of requests has none, and only those deadlines. Thread-safe.
public final class Budget {
    /// From a request's beginning.
    static final Duration WHOLE = Duration.ofSeconds(5);

    private static final ScopedValue<Budget> CURRENT = ScopedValue.newInstance();

    private final long until;
    private volatile boolean lifted;

    /// One that runs from now on.
    public Budget() {
        this(WHOLE);
    }

    Budget(Duration whole) {
        this.until = System.nanoTime() + whole.toNanos();
    }

    /// Runs `work` on it.
    public <T> T by(ScopedValue.CallableOp<? extends T, RuntimeException> work) {
        return ScopedValue.where(CURRENT, this).call(work);
    }

    /// From now on every wait has its own deadline only: whoever asked is served for longer than usual, as he wished.
    public void lift() {
        lifted = true;
    }

    /// How much of `longest` the running request has left.
    ///
    /// @return never negative
    public static Duration left(Duration longest) {
        if (!CURRENT.isBound() || CURRENT.get().lifted) {
            return longest;
        }
        long left = Math.max(0, CURRENT.get().until - System.nanoTime());
        return left < longest.toNanos() ? Duration.ofNanos(left) : longest;
    }
}
