package ripcord.server.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import ripcord.server.database.Budget;

/// Sees to it that no request hangs: one that takes too long is interrupted, and then answered with what is known. How
/// long the answer takes to be read is for [Connections] to bound. Thread-safe.
final class Deadlines {
    /// For a request that does not ask to wait. Longer than the store's own deadline.
    static final Duration USUAL = Duration.ofSeconds(15);

    private static final int RUNNING = 0;
    private static final int INTERRUPTING = 1;
    private static final int INTERRUPTED = 2;
    private static final int OVER = 3;

    private final LongSupplier nanos;
    private final Set<Watch> running = ConcurrentHashMap.newKeySet();

    /// @param nanos a monotonic clock
    Deadlines(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// Watches the calling thread until [Watch#end()].
    Watch begin() {
        var watch = new Watch(Thread.currentThread(), nanos.getAsLong());
        running.add(watch);
        return watch;
    }

    /// Interrupts what is over its time. Call it several times a second.
    void enforce() {
        long now = nanos.getAsLong();
        for (var watch : running) {
            if (watch.end + watch.extra - now < 0) {
                watch.interrupt();
            }
        }
    }

    /// How many requests are being answered.
    int size() {
        return running.size();
    }

    /// One request's time.
    final class Watch {
        private final Thread thread;
        private final AtomicInteger state = new AtomicInteger(RUNNING);
        private final long begun;
        private final long end;
        private final Budget budget = new Budget();
        private volatile long extra;

        private Watch(Thread thread, long begun) {
            this.thread = thread;
            this.begun = begun;
            this.end = begun + USUAL.toNanos();
        }

        /// When it began, by the monotonic clock.
        long begun() {
            return begun;
        }

        /// What it may wait for the store.
        Budget budget() {
            return budget;
        }

        /// How long it has taken so far, in nanoseconds.
        long taken() {
            return nanos.getAsLong() - begun;
        }

        /// Gives the request so much more than is usual.
        void extend(Duration more) {
            extra = more.toNanos();
            budget.lift();
        }

        /// Lets a stream go on for as long as it likes; whoever writes it sees to its own end.
        void release() {
            running.remove(this);
            budget.lift();
        }

        private void interrupt() {
            if (state.compareAndSet(RUNNING, INTERRUPTING)) {
                thread.interrupt();
                state.set(INTERRUPTED);
            }
        }

        /// The answer is known. From here on nothing interrupts, and an interruption that came is forgotten: what is
        /// left to do is to say so.
        void answered() {
            if (!state.compareAndSet(RUNNING, OVER)) {
                clearInterruption();
            }
        }

        /// Stops watching. Afterwards no interruption is pending: the thread goes on to another request.
        void end() {
            running.remove(this);
            answered();
        }

        private void clearInterruption() {
            while (state.get() == INTERRUPTING) {
                Thread.onSpinWait();
            }
            if (state.get() == INTERRUPTED) {
                Thread.interrupted();
            }
        }
    }
}
