package ripcord.acceptance.chaos;

import java.time.Duration;
import java.util.function.Consumer;

/// How something is broken, for how long, and how it is healed.
///
/// @param lasts from when it is broken until healing begins
record Fault(Consumer<Faults> breaks, Duration lasts, Consumer<Faults> heals) {

    static Fault of(long seconds, Consumer<Faults> breaks, Consumer<Faults> heals) {
        return new Fault(breaks, Duration.ofSeconds(seconds), heals);
    }

    /// What is a disturbance while it is done, and needs no healing.
    static Fault passing(Consumer<Faults> disturbs) {
        return new Fault(disturbs, Duration.ZERO, _ -> {});
    }
}
