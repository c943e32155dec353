package ripcord.server.load;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What the connections of one run share: when each request is meant to begin, what came of it, and whether it is all
/// over. Thread-safe.
final class Round {
    private static final long SECOND = 1_000_000_000L;
    private static final long LOOK = 100_000_000L;

    private final Pace pace;
    private final Ticker ticker;
    private final long begin;
    private final long from;
    private final long end;
    private final AtomicLong tickets = new AtomicLong();
    private final AtomicReference<@Nullable String> lost = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
    private final Tally tally = new Tally();
    private volatile boolean over;

    Round(Load.Plan plan, Ticker ticker) {
        this.pace = plan.pace();
        this.ticker = ticker;
        this.begin = ticker.now();
        this.from = begin + plan.warmUp().toNanos();
        this.end = from + plan.duration().toNanos();
    }

    Tally tally() {
        return tally;
    }

    Ticker ticker() {
        return ticker;
    }

    long begin() {
        return begin;
    }

    /// When what is measured begins.
    long from() {
        return from;
    }

    long end() {
        return end;
    }

    /// Whether what was meant for that moment counts.
    boolean counts(long meant) {
        return meant - from >= 0;
    }

    /// When the next request is meant to begin: now, or when the rate says.
    long next() {
        return switch (pace) {
            case Pace.AsAnswered _, Pace.InTurn _ -> ticker.now();
            case Pace.PerSecond(int rate) -> begin + tickets.getAndIncrement() * SECOND / rate;
        };
    }

    /// Waits until then.
    ///
    /// @return whether there is still time for a request
    boolean waitUntil(long meant) throws InterruptedException {
        if (over || meant - end >= 0) {
            return false;
        }
        boolean free = meant - ticker.now() > 0;
        for (long early = meant - ticker.now(); early > 0 && !over; early = meant - ticker.now()) {
            ticker.pause(Math.min(early, LOOK));
        }
        if (free && !over && counts(meant)) {
            tally.late(ticker.now() - meant);
        }
        return !over && ticker.now() - end < 0;
    }

    /// How many requests were due from the end of the warm-up until then; 0 if none has a time of its own.
    long due(long until) {
        return switch (pace) {
            case Pace.AsAnswered _, Pace.InTurn _ -> 0;
            case Pace.PerSecond(int rate) -> Math.max(0, before(until, rate) - before(from, rate));
        };
    }

    private long before(long moment, int rate) {
        return Math.ceilDiv((moment - begin) * rate, SECOND);
    }

    boolean hasRate() {
        return pace instanceof Pace.PerSecond;
    }

    /// Ends it before its time.
    void stop() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    /// Whether nothing begins any more, though what was sent is waited for.
    boolean isTimeUp() {
        return ticker.now() - end >= 0;
    }

    /// Ends it, since nobody answers any more.
    void lost(IOException why) {
        lost.compareAndSet(null, Worker.reason(why));
        over = true;
    }

    /// Ends it, since the driver itself has a fault: fewer connections than were asked for would be taken for all.
    void broke(Throwable why) {
        fault.compareAndSet(null, why);
        over = true;
    }

    /// @throws IllegalStateException if the driver had a fault
    void requireWhole() {
        if (fault.get() != null) {
            throw new IllegalStateException("a connection of the driver's ended by a fault of its own", fault.get());
        }
    }

    Optional<String> lost() {
        return Optional.ofNullable(lost.get());
    }
}
