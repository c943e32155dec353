package ripcord.server.database;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// Bounds how long requests wait, without a timer for each. Thread-safe.
///
/// A virtual thread that waits for some time and no longer sets a timer and takes it back: each wakes the one thread
/// that keeps all timers, which on one processor takes the place of who wanted to go on. For who nearly always waits a
/// few milliseconds that costs more than the wait. So here one thread looks every 20 ms, as long as anybody waits, and
/// interrupts those whose time is up.
public final class Waits {
    /// So much longer than stated a wait may last, besides what the machine itself takes.
    static final Duration STEP = Duration.ofMillis(20);
    /// It looks so often in vain before it stops looking: who comes then has to wake it.
    private static final int LOOKS_IN_VAIN = 5;

    private static final Set<Waiting> ALL = ConcurrentHashMap.newKeySet();
    private static final Thread THREAD =
            Thread.ofPlatform().daemon().name("ripcord-waits").start(Waits::watch);
    private static volatile boolean resting;

    private Waits() {}

    /// Something that is waited for, until it is there or the thread is interrupted.
    ///
    /// @param <T> what comes of it
    /// @param <E> what else may come of it
    @FunctionalInterface
    public interface Wait<T, E extends Exception> {
        /// Waits.
        T done() throws E, InterruptedException;
    }

    /// Waits for at most so long, and 20 ms.
    ///
    /// @param wait is interrupted when its time is up, and must leave nothing behind then; what it gives
    ///     all the same is given
    /// @throws TimeoutException     if it was; an interruption from elsewhere at that same moment is lost in it
    /// @throws InterruptedException if somebody else interrupted it
    public static <T, E extends Exception> T within(Duration longest, Wait<T, E> wait)
            throws E, InterruptedException, TimeoutException {
        var waiting = new Waiting(Thread.currentThread(), System.nanoTime() + longest.toNanos());
        ALL.add(waiting);
        if (resting) {
            LockSupport.unpark(THREAD);
        }
        try {
            return wait.done();
        } catch (InterruptedException e) {
            if (waiting.isOver()) {
                throw new TimeoutException("waited for " + longest);
            }
            throw e;
        } finally {
            ALL.remove(waiting);
            boolean _ = waiting.isOver();
        }
    }

    /// One thread's.
    private static final class Waiting {
        private final Thread thread;
        private final long until;
        private boolean ended;
        private boolean interrupted;

        Waiting(Thread thread, long until) {
            this.thread = thread;
            this.until = until;
        }

        synchronized void interruptIfLate(long now) {
            if (!ended && !interrupted && now - until > 0) {
                interrupted = true;
                thread.interrupt();
            }
        }

        /// Ends it: from now on nobody interrupts the thread on account of it, nor is it interrupted any more.
        ///
        /// @return whether its time was up
        synchronized boolean isOver() {
            if (!ended && interrupted) {
                boolean _ = Thread.interrupted();
            }
            ended = true;
            return interrupted;
        }
    }

    private static void watch() {
        for (int inVain = 0; ; inVain = ALL.isEmpty() ? inVain + 1 : 0) {
            if (inVain < LOOKS_IN_VAIN) {
                LockSupport.parkNanos(STEP.toNanos());
            } else {
                resting = true;
                if (ALL.isEmpty()) {
                    LockSupport.park();
                }
                resting = false;
            }
            long now = System.nanoTime();
            ALL.forEach(waiting -> waiting.interruptIfLate(now));
        }
    }
}
