package ripcord.server.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Sends requests over several connections for a stated time, and tells how long the answers took. For one run at a
/// time.
///
/// Each connection has a thread of the system's, unless they are served in turn: a light one is woken by way of two
/// others, and while all processors were busy that took a millisecond, which would have been told as the server's.
public final class Load {
    private static final long LOOK = 100_000_000L;
    private static final Duration HURRIED = Duration.ofSeconds(7);

    private final Endpoint endpoint;
    private final Plan plan;
    private final Ticker ticker;

    /// @param endpoint whom to ask
    public Load(Endpoint endpoint, Plan plan, Ticker ticker) {
        this.endpoint = endpoint;
        this.plan = plan;
        this.ticker = ticker;
    }

    /// How much, how often, and for how long.
    ///
    /// @param warmUp   is not measured; may be zero
    /// @param duration is measured, after warming up
    public record Plan(int connections, Pace pace, Duration warmUp, Duration duration) {}

    /// Who looks on.
    public interface Watcher {
        /// Takes how far it is, about ten times a second.
        ///
        /// @param elapsed with the warm-up
        /// @param counted of what is measured
        void at(Duration elapsed, long counted);

        /// Whether to end before the time is up.
        boolean isEnough();
    }

    /// As [#run(Script.Scripts, Watcher)], with nobody who looks on.
    public Measured run(Script.Scripts scripts) {
        return run(scripts, new Watcher() {
            @Override
            public void at(Duration elapsed, long counted) {}

            @Override
            public boolean isEnough() {
                return false;
            }
        });
    }

    /// Does it. What was sent is waited for, also if this is ended before its time, so that nothing that was asked for
    /// happens later. If the thread is interrupted, what was measured until then is told, and the thread stays
    /// interrupted.
    public Measured run(Script.Scripts scripts, Watcher watcher) {
        var round = new Round(plan, ticker);
        var threads = start(scripts, round);
        var spent = new Spent();
        boolean inTime = watch(round, threads, watcher, spent);
        long ended = Math.min(ticker.now(), round.end());
        spent.ends(ticker);
        if (!inTime) {
            round.stop();
        }
        boolean whole = finish(threads, watcher, round) && inTime;
        // Who was not waited for any longer begins nothing more.
        round.stop();
        round.requireWhole();
        return measured(round, spent, ended, whole);
    }

    private List<Thread> start(Script.Scripts scripts, Round round) {
        var threads = new ArrayList<Thread>();
        for (var worker : workers(scripts, round)) {
            threads.add(
                    Thread.ofPlatform().daemon().name("load-" + threads.size()).unstarted(worker));
        }
        threads.forEach(Thread::start);
        return threads;
    }

    private List<Runnable> workers(Script.Scripts scripts, Round round) {
        var all = new ArrayList<Script>();
        for (int i = 0; i < plan.connections(); i++) {
            all.add(scripts.of(i));
        }
        var workers = new ArrayList<Runnable>();
        switch (plan.pace()) {
            case Pace.AsAnswered _, Pace.PerSecond _ ->
                all.forEach(script -> workers.add(new Worker(endpoint, script, round)));
            case Pace.InTurn(int threads) -> {
                for (int i = 0; i < Math.min(threads, all.size()); i++) {
                    workers.add(new Carousel(endpoint, every(threads, i, all), round));
                }
            }
        }
        return workers;
    }

    private static List<Script> every(int step, int from, List<Script> all) {
        var some = new ArrayList<Script>();
        for (int i = from; i < all.size(); i += step) {
            some.add(all.get(i));
        }
        return some;
    }

    /// Until the time is up, or nothing is asked any more. Whether it was not ended before.
    private boolean watch(Round round, List<Thread> threads, Watcher watcher, Spent spent) {
        try {
            while (ticker.now() - round.end() < 0 && threads.stream().anyMatch(Thread::isAlive)) {
                if (watcher.isEnough()) {
                    return false;
                }
                if (ticker.now() - round.from() >= 0) {
                    spent.begins(ticker);
                }
                watcher.at(
                        Duration.ofNanos(ticker.now() - round.begin()),
                        round.tally().count());
                ticker.pause(Math.clamp(round.end() - ticker.now(), 1, LOOK));
            }
            return round.lost().isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Waits for the answers to what was sent: they are those that took longest. For as long as an answer may take, and
    /// for as long as a server takes at most if there is no time for that.
    ///
    /// @return whether all came, or failed, by themselves
    private boolean finish(List<Thread> threads, Watcher watcher, Round round) {
        boolean interrupted = false;
        long from = ticker.now();
        for (var thread : threads) {
            boolean ended = false;
            while (!ended && ticker.now() - from < patience(interrupted || round.isOver() || watcher.isEnough())) {
                try {
                    ended = thread.join(Duration.ofNanos(LOOK));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        boolean whole = !interrupted && threads.stream().noneMatch(Thread::isAlive);
        threads.forEach(Thread::interrupt);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return whole;
    }

    private long patience(boolean hurried) {
        var timeout = endpoint.timeout().plus(endpoint.timeout());
        return (hurried && timeout.compareTo(HURRIED) > 0 ? HURRIED : timeout).toNanos();
    }

    private Measured measured(Round round, Spent spent, long ended, boolean whole) {
        var tally = round.tally();
        return new Measured(
                tally.service(),
                round.hasRate() ? Optional.of(tally.response()) : Optional.empty(),
                tally.lag(),
                tally.faults(),
                tally.counts(round.due(ended)),
                Duration.ofNanos(Math.max(0, ended - round.from())),
                spent.cores(),
                !whole,
                round.lost());
    }

    /// The processor time of this process, between two moments.
    private static final class Spent {
        private long from;
        private long to;
        private Optional<Duration> before = Optional.empty();
        private Optional<Duration> after = Optional.empty();

        private void begins(Ticker ticker) {
            if (before.isEmpty()) {
                from = ticker.now();
                before = ticker.processor().get();
            }
        }

        private void ends(Ticker ticker) {
            to = ticker.now();
            after = ticker.processor().get();
        }

        private OptionalDouble cores() {
            return before.isEmpty() || after.isEmpty() || to <= from
                    ? OptionalDouble.empty()
                    : OptionalDouble.of((double) after.get().minus(before.get()).toNanos() / (to - from));
        }
    }
}
