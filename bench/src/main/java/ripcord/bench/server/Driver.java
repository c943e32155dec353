package ripcord.bench.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
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
record Driver(String name, Running server, int connections, Script.Scripts scripts) {
    private static final int THREADS = 2;
    private static final Duration SLICE = Duration.ofSeconds(2);
    private static final int FEWEST_SLICES = 3;
    private static final double WARM = 0.02;
    private static final Duration SETTLING = Duration.ofMillis(300);

    static final Ticker TICKER = new Ticker(
            System::nanoTime,
            duration -> LockSupport.parkNanos(duration.toNanos()),
            () -> ProcessHandle.current().info().totalCpuDuration());

    private static final Load.Watcher NOBODY = new Load.Watcher() {
        @Override
        public void at(Duration elapsed, long counted) {}

        @Override
        public boolean isEnough() {
            return false;
        }
    };

    /// What came of a closed loop.
    ///
    /// @param perSecond     answers
    /// @param perCoreSecond answers a second of the server's processor time
    /// @param serverCores   processors that the server used
    /// @param compiling     of the server's processor time, the share that its compilers took
    /// @param driverCores   processors that the driver used
    record Rate(
            double perSecond,
            double perCoreSecond,
            double serverCores,
            double compiling,
            double driverCores,
            long failed) {
        boolean isWarm() {
            return compiling < WARM;
        }
    }

    /// Asks until the compilers have little left to do.
    ///
    /// @param longest is measured cold after that
    void warmUp(Duration longest) throws IOException {
        boolean warm = false;
        long until = System.nanoTime() + longest.toNanos();
        for (int slice = 0; slice < FEWEST_SLICES || (!warm && System.nanoTime() - until < 0); slice++) {
            var before = server.used();
            run(new Pace.InTurn(THREADS), Duration.ZERO, SLICE);
            var used = server.used().since(before);
            warm = used.compiling() < WARM * used.all();
        }
    }

    /// Asks all of them in turn until the compilers have little left to do with any: what one kind has taught them is
    /// wrong for the next.
    ///
    /// @return whether they have
    static boolean warmUp(Collection<Driver> drivers, Duration each, int turns) throws IOException {
        boolean warm = false;
        for (int turn = 0; turn < turns && !warm; turn++) {
            warm = true;
            for (var driver : drivers) {
                warm &= driver.rate(each).isWarm();
            }
        }
        return warm;
    }

    Rate rate(Duration length) throws IOException {
        var before = server.used();
        long from = System.nanoTime();
        var measured = run(new Pace.InTurn(THREADS), Duration.ZERO, length);
        var used = server.used().since(before);
        double spent = used.all();
        double seconds = (System.nanoTime() - from) / 1e9;
        return new Rate(
                measured.perSecond(),
                measured.ok() / spent,
                spent / seconds,
                used.compiling() / used.all(),
                measured.cores().orElse(Double.NaN),
                measured.failed());
    }

    /// @param perSecond what is asked, whether the server keeps up or not
    Measured at(int perSecond, Duration length) {
        return run(new Pace.PerSecond(perSecond), SETTLING, length);
    }

    private Measured run(Pace pace, Duration settling, Duration length) {
        var plan = new Load.Plan(connections, pace, settling, length);
        var measured = new Load(server.endpoint(), plan, TICKER).run(scripts, NOBODY);
        Optional<String> lost = measured.lost();
        if (lost.isPresent() || measured.ok() == 0) {
            throw new IllegalStateException(
                    name + ": " + lost.orElse("nothing was answered as expected") + " " + measured.faults());
        }
        return measured;
    }
}
