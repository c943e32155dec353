package ripcord.server.database;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What has a server look for changes before its next beat. Nobody needs it: words may be lost, late, forged or far too
/// many, what they bring about is a look at the store, and the beat looks anyway. Thread-safe.
public final class WakeUps {
    /// Calls that come closer together than this are one look. A word of PostgreSQL's is not held back: who may say
    /// that may do worse.
    static final Duration GAP = Duration.ofMillis(20);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition word = lock.newCondition();
    private final Map<By, Looks> looks = new EnumMap<>(By.class);
    private volatile @Nullable Runnable caller;
    private volatile boolean called;
    private boolean notified;
    private long lastCall = System.nanoTime() - GAP.toNanos();

    /// What brought a look about.
    public enum By {
        /// A word of PostgreSQL's.
        NOTIFICATION,
        /// A call that came another way.
        CALL,
        /// Time.
        BEAT
    }

    /// How often one of them did.
    ///
    /// @param news    and there was something new
    /// @param nothing and there was not
    public record Looks(LongAdder news, LongAdder nothing) {}

    WakeUps() {
        for (var by : By.values()) {
            looks.put(by, new Looks(new LongAdder(), new LongAdder()));
        }
    }

    /// From now on runs `newCaller` after each change of this server's, to have the others [called][#called()]. To be
    /// said before the store is [joined][Database#join()].
    ///
    /// @param newCaller returns at once, and throws nothing
    public void callThrough(Runnable newCaller) {
        caller = newCaller;
    }

    /// Somebody, perhaps this server itself, calls, or may have while nobody heard. Costs nothing if it comes often.
    public void called() {
        if (called) {
            return;
        }
        lock.lock();
        try {
            called = true;
            word.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// How often a look was brought about by that.
    public Looks looks(By by) {
        var found = looks.get(by);
        if (found == null) {
            throw new IllegalArgumentException("by: " + by);
        }
        return found;
    }

    /// Whether others are called another way than PostgreSQL's.
    boolean areCalled() {
        return caller != null;
    }

    void call() {
        var known = caller;
        if (known != null) {
            known.run();
        }
    }

    void notified() {
        lock.lock();
        try {
            notified = true;
            word.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void looked(By by, boolean news) {
        var found = looks(by);
        (news ? found.news : found.nothing).increment();
    }

    /// Waits until there is a reason to look, for so long at most. What comes after it has returned counts for the
    /// next time.
    By await(long nanos) throws InterruptedException {
        long until = System.nanoTime() + nanos;
        lock.lockInterruptibly();
        try {
            while (true) {
                long now = System.nanoTime();
                long left = until - now;
                long gap = called ? lastCall + GAP.toNanos() - now : left;
                if (notified) {
                    return wokenBy(By.NOTIFICATION);
                }
                if (called && gap <= 0) {
                    lastCall = now;
                    return wokenBy(By.CALL);
                }
                if (left <= 0) {
                    return wokenBy(By.BEAT);
                }
                long _ = word.awaitNanos(Math.min(left, gap));
            }
        } finally {
            lock.unlock();
        }
    }

    private By wokenBy(By by) {
        notified = false;
        called = false;
        return by;
    }
}
