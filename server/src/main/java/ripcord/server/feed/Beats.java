package ripcord.server.feed;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/// When streams are to say something by themselves, in steps of a common clock: those of one step say the same, one
/// after the other in a [Round]. To wake a processor for each costs more than what they say. Thread-safe.
final class Beats {
    /// As long as the shortest interval between two beats, and not longer.
    static final Duration STEP = Duration.ofMillis(50);

    /// Of more steps than there are in the longest interval.
    private static final int SLOTS = 1024;

    private final Subscriptions.Clocks clocks;
    private final LongUnaryOperator freshness;
    private final long origin;
    private final List<List<FeedStream>> slots = new ArrayList<>(SLOTS);
    private long reached;
    private volatile Reading latest;
    private Round round = Round.NONE;

    /// What a heartbeat says of time.
    ///
    /// @param nanos the monotonic clock
    /// @param read  when all that the store had then was in memory, on that clock
    record Reading(long nanos, long read, Instant at) {}

    /// @param freshness as [FeedStreams.Sources] has it
    Beats(Subscriptions.Clocks clocks, LongUnaryOperator freshness) {
        this.clocks = clocks;
        this.freshness = freshness;
        this.origin = clocks.monotonic().now();
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new ArrayList<>());
        }
        this.latest = fresh();
    }

    /// How many steps there are in an interval.
    static int steps(long nanos) {
        return Math.clamp(nanos / STEP.toNanos(), 1, SLOTS - 1);
    }

    /// Has the stream take its step, or woken for it, after so many steps.
    ///
    /// @return when that is, see [#isReached]
    synchronized long in(int steps, FeedStream stream) {
        long now = Math.max(reached, step(clocks.monotonic().now()));
        // No slot is used twice, also when nothing was rung for long.
        long step = Math.min(now + steps, reached + SLOTS - 1);
        slot(step).add(stream);
        return step;
    }

    private long step(long nanos) {
        return (nanos - origin) / STEP.toNanos();
    }

    /// How long it is until the next step begins, in nanoseconds.
    long left() {
        long step = STEP.toNanos();
        return step - (clocks.monotonic().now() - origin) % step;
    }

    synchronized boolean isReached(long step) {
        return reached >= step;
    }

    /// Has those do their part whose time has come. For one thread.
    void ring() {
        latest = fresh();
        long now = step(latest.nanos);
        if (!isReached(now)) {
            round.wakeLeft();
            round = Round.start(due(now));
        }
    }

    private synchronized List<FeedStream> due(long now) {
        var due = new ArrayList<FeedStream>();
        // Who has slept for longer than all steps are finds everybody once.
        for (long step = Math.max(reached + 1, now - SLOTS + 1); step <= now; step++) {
            due.addAll(slot(step));
            slot(step).clear();
        }
        reached = now;
        return due;
    }

    private List<FeedStream> slot(long step) {
        return slots.get((int) (step % SLOTS));
    }

    /// A reading that is good for a stream that began then: the latest one, which others have too, or one of its own.
    /// To be taken before the log is looked at, which then is as new as that at least.
    Reading reading(long begun) {
        var common = latest;
        return common.read > begun && clocks.monotonic().now() - common.nanos < STEP.toNanos() ? common : fresh();
    }

    private Reading fresh() {
        long now = clocks.monotonic().now();
        return new Reading(
                now, freshness.applyAsLong(now), clocks.wall().instant().truncatedTo(ChronoUnit.MILLIS));
    }
}
