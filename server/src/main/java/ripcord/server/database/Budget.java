package ripcord.server.database;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// How long one request may wait for the store, all its waits together: each has a deadline of its own, and a request
/// that runs into several would add them up. Who waits for others that wait for the store waits for it too. What the
/// request computes itself is not counted. Work outside of requests has no budget, only those deadlines. Thread-safe.
public final class Budget {
    /// Of a request.
    public static final Duration WHOLE = Duration.ofSeconds(5);

    private static final ScopedValue<Budget> CURRENT = ScopedValue.newInstance();

    private final AtomicLong left;
    private volatile boolean lifted;

    /// One of which nothing is spent.
    public Budget() {
        this(WHOLE);
    }

    /// One that is shorter, or longer, than a request's usually is.
    public Budget(Duration whole) {
        this.left = new AtomicLong(whole.toNanos());
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
        long left = Math.max(0, CURRENT.get().left.get());
        return left < longest.toNanos() ? Duration.ofNanos(left) : longest;
    }

    /// Does `wait`, which is told what is [left][#left] of `longest`, and takes as much from the running request's as
    /// it took.
    public static <T> T spend(Duration longest, Function<Duration, T> wait) {
        if (!CURRENT.isBound()) {
            return wait.apply(longest);
        }
        long begun = System.nanoTime();
        try {
            return wait.apply(left(longest));
        } finally {
            long _ = CURRENT.get().left.addAndGet(begun - System.nanoTime());
        }
    }
}
