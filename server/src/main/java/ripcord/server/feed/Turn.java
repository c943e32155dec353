package ripcord.server.feed;

import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Whose turn it is to write on a stream. Its own thread has it, except while that waits: then a guest may take it.
/// Thread-safe.
final class Turn {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Thread own;
    private @Nullable Thread guest;

    /// This thread is the stream's own, and has the turn until it [gives][#give] it.
    void begin() {
        own = Thread.currentThread();
        resume();
    }

    /// Takes it back, and waits for a guest who has it.
    void resume() {
        lock.lock();
    }

    void give() {
        lock.unlock();
    }

    /// As a guest, for a moment.
    ///
    /// @return whether it could be had
    boolean tryTake() {
        if (!lock.tryLock()) {
            return false;
        }
        synchronized (this) {
            guest = Thread.currentThread();
        }
        return true;
    }

    /// Ends what [#tryTake] began.
    void giveBack() {
        synchronized (this) {
            guest = null;
            forgetInterrupt();
        }
        lock.unlock();
    }

    void wakeOwn() {
        LockSupport.unpark(own);
    }

    /// Ends a write that is going on, whoever writes.
    synchronized void interrupt() {
        if (own != null) {
            own.interrupt();
        }
        if (guest != null) {
            guest.interrupt();
        }
    }

    /// This thread is the stream's own no more.
    synchronized void leave() {
        own = null;
        forgetInterrupt();
    }

    /// One that came too late must not hit what the thread does next.
    private static void forgetInterrupt() {
        var _ = Thread.interrupted();
    }
}
