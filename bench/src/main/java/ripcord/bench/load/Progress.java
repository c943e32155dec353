package ripcord.bench.load;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;

/// Says on standard error what is being done, and ends a run that takes too long: everything that it has started ends
/// with it.
public final class Progress {
    private final long begun = System.nanoTime();
    private final Duration longest;
    private volatile String doing = "starting";

    /// @param longest the whole run
    public Progress(Duration longest) {
        this.longest = longest;
        Thread.ofPlatform().daemon().name("deadline").start(this::guard);
    }

    /// Says what is done next.
    public void now(String what) {
        doing = what;
        System.err.printf(
                Locale.ROOT,
                "[%3d s] %s; load average %.1f%n",
                Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                what,
                average());
    }

    /// Of the machine, over a minute.
    static double average() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private void guard() {
        try {
            Thread.sleep(longest);
        } catch (InterruptedException e) {
            return;
        }
        System.err.printf(
                Locale.ROOT,
                "not done within %d s: it was at \"%s\", with a load average of %.1f on %d processors. What is printed"
                        + " above is complete; ask for less (KIND), or when the machine has less to do.%n",
                longest.toSeconds(),
                doing,
                average(),
                Runtime.getRuntime().availableProcessors());
        System.exit(1);
    }
}
