package ripcord.server.feed;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// When streams are told of what was appended. What comes alone is told at once. Where several came together, more is
/// to be expected: it waits, the longer the more streams there are, since to tell each of every commit would take the
/// processors from those who commit. For the thread that tells; what says otherwise is for all.
final class News {
    /// What it takes to tell one, twice over: half of the time is for others.
    static final Duration PAUSE_FOR_EACH = Duration.ofNanos(50_000);

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private final Monotonic monotonic;
    private final AtomicLong come = new AtomicLong();
    private long told;
    private volatile long pausedUntil;

    News(Monotonic monotonic) {
        this.monotonic = monotonic;
        this.pausedUntil = monotonic.now();
    }

    /// Something was appended. Any thread may say so.
    ///
    /// @return whether who tells has to be woken for it; in a pause he wakes by himself
    boolean add() {
        come.incrementAndGet();
        return left() <= 0;
    }

    /// Whether so many streams are to be told now.
    boolean isToBeTold(int streams) {
        long number = come.get() - told;
        if (number == 0 || left() > 0) {
            return false;
        }
        told += number;
        if (number > 1) {
            long pause = Math.min(streams * PAUSE_FOR_EACH.toNanos(), LONGEST_PAUSE.toNanos());
            pausedUntil = monotonic.now() + pause;
        }
        return true;
    }

    private long left() {
        return pausedUntil - monotonic.now();
    }

    /// For how long there is nothing to tell unless more comes, in nanoseconds; at most `most`.
    long quiet(long most) {
        long left = left();
        if (left > 0) {
            return Math.min(left, most);
        }
        return come.get() == told ? most : 0;
    }
}
