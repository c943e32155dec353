package ripcord.server.cli;

import java.time.Duration;

/// One line for whoever waits longer than two seconds, on a terminal only; gone when the waiting is over.
final class Progress implements AutoCloseable {
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final String CLEAR = "\r\u001b[K";

    private final World world;
    private final String doing;
    private final long began;
    private boolean shown;

    Progress(World world, String doing) {
        this.world = world;
        this.doing = doing;
        this.began = world.nanos().getAsLong();
    }

    Duration elapsed() {
        return Duration.ofNanos(world.nanos().getAsLong() - began);
    }

    /// Says how long it has been, if that is worth a line.
    void show() {
        if (world.terminal().people().err() && elapsed().compareTo(QUIET) >= 0) {
            world.terminal().err().print(CLEAR + doing + ": " + elapsed().toSeconds() + " s");
            world.terminal().err().flush();
            shown = true;
        }
    }

    @Override
    public void close() {
        if (shown) {
            world.terminal().err().print(CLEAR);
            world.terminal().err().flush();
        }
    }
}
