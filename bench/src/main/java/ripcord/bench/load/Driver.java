package ripcord.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import ripcord.server.load.Connection;
import ripcord.server.load.Endpoint;
import ripcord.server.load.Load;
import ripcord.server.load.Measured;
import ripcord.server.load.Pace;
import ripcord.server.load.Script;
import ripcord.server.load.Ticker;

/// Asks one server in one way, as `ripcord bench` does: for a rate in closed loop, few threads serving many
/// connections in turn; for latencies in open loop, at a stated rate.
///
/// @param connections of each run
/// @param scripts     go on from one run to the next
public record Driver(String name, Target server, int connections, Script.Scripts scripts) {
    private static final int THREADS = 2;
    private static final Duration SLICE = Duration.ofSeconds(2);
    private static final int FEWEST_SLICES = 3;
    /// One after the other in which compilers had little to do: there are single ones while they still have much.
    private static final int WARM_SLICES = 2;
    private static final double WARM = 0.02;
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final double IDLE = 0.1;
    private static final int MOST_LOOKS = 80;
    private static final Duration BETWEEN_WORDS = Duration.ofSeconds(10);
    private static final Duration SETTLING = Duration.ofMillis(300);

    private static final Ticker TICKER = new Ticker(
            System::nanoTime,
            duration -> LockSupport.parkNanos(duration.toNanos()),
            () -> ProcessHandle.current().info().totalCpuDuration());

    /// A connection by itself.
    public static Connection connect(Endpoint to) throws IOException {
        return Connection.to(to, TICKER);
    }

    /// As [#connect(Endpoint)], to a port of loopback.
    public static Connection connect(int port) throws IOException {
        return connect(Endpoint.ofLoopback(port));
    }

    /// What came of a closed loop.
    ///
    /// @param used    of the processor, by the server
    /// @param seconds in which it was used
    public record Rate(Measured measured, Processor.Used used, double seconds) {
        /// Answers.
        public double perSecond() {
            return measured.perSecond();
        }

        /// Answers a second of the server's processor time.
        public double perCoreSecond() {
            return measured.ok() / used.all();
        }

        /// Processors that the server used.
        public double serverCores() {
            return used.all() / seconds;
        }

        /// Of the server's processor time, the share that its compilers took.
        public double compiling() {
            return used.compiling() / used.all();
        }

        /// Processors that the driver used.
        public double driverCores() {
            return measured.cores().orElse(Double.NaN);
        }

        public long failed() {
            return measured.failed();
        }

        public boolean isWarm() {
            return compiling() < WARM;
        }
    }

    /// Asks until the compilers have little left to do, and says how far that is. Between two times nothing is asked
    /// until they have done what they were given: beside many threads that are always busy they get little of one
    /// processor.
    ///
    /// @param longest is measured cold after that
    public void warmUp(Duration longest) throws IOException {
        int warm = 0;
        long from = System.nanoTime();
        long said = from;
        for (int slice = 0;
                slice < FEWEST_SLICES || (warm < WARM_SLICES && System.nanoTime() - from < longest.toNanos());
                slice++) {
            var rate = rate(SLICE);
            warm = rate.isWarm() ? warm + 1 : 0;
            if (System.nanoTime() - said >= BETWEEN_WORDS.toNanos()) {
                said = System.nanoTime();
                say(rate, Duration.ofNanos(said - from), longest);
            }
            letCompile();
        }
    }

    private void say(Rate rate, Duration passed, Duration longest) {
        var used = rate.used();
        System.err.printf(
                Locale.ROOT,
                "%s: warming up for %d s of at most %d, %.0f/s; compilers C1 %.1f %%, C2 %.1f %% (goal: %.0f %%)%n",
                name,
                passed.toSeconds(),
                longest.toSeconds(),
                rate.perSecond(),
                100 * used.c1() / used.all(),
                100 * used.c2() / used.all(),
                100 * WARM);
    }

    private void letCompile() throws IOException {
        boolean idle = false;
        for (int look = 0; look < MOST_LOOKS && !idle; look++) {
            var before = server.used();
            LockSupport.parkNanos(LOOK.toNanos());
            idle = server.used().since(before).compiling() * 1e9 < IDLE * LOOK.toNanos();
        }
    }

    /// Asks all of them in turn until the compilers have little left to do with any: what one kind has taught them is
    /// wrong for the next.
    ///
    /// @return whether they have
    public static boolean warmUp(Collection<Driver> drivers, Duration each, int turns) throws IOException {
        boolean warm = false;
        for (int turn = 0; turn < turns && !warm; turn++) {
            warm = true;
            for (var driver : drivers) {
                warm &= driver.rate(each).isWarm();
            }
        }
        return warm;
    }

    /// Asks as fast as it is answered, whatever the server takes for it.
    Measured asked(Duration length) {
        return run(new Pace.InTurn(THREADS), Duration.ZERO, length);
    }

    /// As [#asked].
    public Rate rate(Duration length) throws IOException {
        var before = server.used();
        long from = System.nanoTime();
        var measured = asked(length);
        return new Rate(measured, server.used().since(before), (System.nanoTime() - from) / 1e9);
    }

    /// Asks so often.
    ///
    /// @param perSecond what is asked, whether the server keeps up or not
    public Measured at(int perSecond, Duration length) {
        return run(new Pace.PerSecond(perSecond), SETTLING, length);
    }

    private Measured run(Pace pace, Duration settling, Duration length) {
        var plan = new Load.Plan(connections, pace, settling, length);
        var measured = new Load(server.endpoint(), plan, TICKER).run(scripts);
        Optional<String> lost = measured.lost();
        if (lost.isPresent() || measured.ok() == 0) {
            throw new IllegalStateException(
                    name + ": " + lost.orElse("nothing was answered as expected") + " " + measured.faults());
        }
        return measured;
    }
}
