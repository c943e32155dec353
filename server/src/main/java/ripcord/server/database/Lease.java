package ripcord.server.database;

import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// For how long what this server has in memory counts as current. Thread-safe.
///
/// It is taken for [#LENGTH] from the moment at which a beat was sent that was committed, and after which everything
/// was read and applied that the store had. A server that is cut off, or frozen, or speaks to a primary that cannot
/// commit any more, has none; and whoever appends waits for as long at most for those that do not answer. No two
/// machines' clocks are compared.
public final class Lease {
    /// How long one holds.
    static final Duration LENGTH = Duration.ofSeconds(1);
    /// Two clocks of one machine that part further than this say that it was stopped, or that one of them was set.
    private static final Duration PARTED = Duration.ofMillis(500);
    private static final long UNIT = TimeUnit.MILLISECONDS.toNanos(1);

    private final LongSupplier nanos;
    private final InstantSource wall;
    private final boolean needed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition renewed = lock.newCondition();
    private volatile @Nullable Beat last;

    /// When a beat was sent, by both clocks.
    record Beat(long nanos, long millis) {}

    private Lease(LongSupplier nanos, InstantSource wall, boolean needed) {
        this.nanos = nanos;
        this.wall = wall;
        this.needed = needed;
    }

    /// For a store that one server has, which always knows all of it.
    static Lease always() {
        return new Lease(System::nanoTime, InstantSource.system(), false);
    }

    /// One that is to be renewed.
    static Lease renewed(LongSupplier nanos, InstantSource wall) {
        return new Lease(nanos, wall, true);
    }

    Beat beat() {
        return new Beat(nanos.getAsLong(), wall.millis());
    }

    /// Everything that the store had after `beat` was committed is in memory.
    void renew(Beat beat) {
        last = beat;
        lock.lock();
        try {
            renewed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Whether what is in memory now is not older than the newest end that anybody was told of.
    public boolean isHeld() {
        if (!needed) {
            return true;
        }
        var age = age();
        return age.isPresent() && age.getAsLong() < LENGTH.toNanos();
    }

    /// How old what is in memory is at most, in nanoseconds: since when others may have ended what this server does not
    /// know to be over. Empty if that cannot be said: it never knew all, or the machine was stopped meanwhile.
    public OptionalLong age() {
        if (!needed) {
            return OptionalLong.of(0);
        }
        var beat = last;
        if (beat == null) {
            return OptionalLong.empty();
        }
        long passed = nanos.getAsLong() - beat.nanos;
        long passedByWall = TimeUnit.MILLISECONDS.toNanos(wall.millis() - beat.millis);
        // A machine that stood still for a moment may show it by one clock alone, which is as exact as its unit.
        return Math.abs(passedByWall - passed) < PARTED.toNanos()
                ? OptionalLong.of(Math.max(passed, passedByWall - UNIT))
                : OptionalLong.empty();
    }

    /// Waits until it is held.
    ///
    /// @throws StoreUnavailableException if it is not in time
    public void await(Duration patience) {
        if (!isHeld() && !Budget.spend(patience, this::isHeldWithin)) {
            throw new StoreUnavailableException(
                    "this server has not been able to commit for a second: what it knows may be old");
        }
    }

    private boolean isHeldWithin(Duration patience) {
        long until = nanos.getAsLong() + patience.toNanos();
        lock.lock();
        try {
            while (!isHeld()) {
                long left = until - nanos.getAsLong();
                if (left <= 0) {
                    return false;
                }
                long _ = renewed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted while waiting for the store", e);
        } finally {
            lock.unlock();
        }
    }

    /// When what is in memory was known to be all, by the clock of [System#nanoTime()].
    ///
    /// @param now that clock, where memory is always all
    /// @return never later than `now`; long ago if it never was
    public long evidence(long now) {
        if (!needed) {
            return now;
        }
        var beat = last;
        return beat == null ? now - Duration.ofDays(1).toNanos() : Math.min(now, beat.nanos);
    }
}
