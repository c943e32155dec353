package ripcord.server.load;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The time that the driver goes by.
///
/// @param nanos     a clock that only runs forward
/// @param pause     how it waits
/// @param processor how much processor time this process has taken; empty where that is not known
public record Ticker(LongSupplier nanos, Pause pause, Supplier<Optional<Duration>> processor) {
    /// Waits.
    @FunctionalInterface
    public interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    long now() {
        return nanos.getAsLong();
    }

    void pause(long nanos) throws InterruptedException {
        pause.of(Duration.ofNanos(nanos));
    }
}
