package ripcord.acceptance.chaos;

import java.time.Duration;
import java.util.function.Consumer;

/// How something is broken, for how long, and how it is healed.
///
/// @param prepares what has to be there to be broken, before the load begins
/// @param lasts    from when it is broken until healing begins
record Fault(Consumer<Faults> prepares, Consumer<Faults> breaks, Duration lasts, Consumer<Faults> heals) {

    static Fault of(long seconds, Consumer<Faults> breaks, Consumer<Faults> heals) {
        return new Fault(_ -> {}, breaks, Duration.ofSeconds(seconds), heals);
    }

    /// What is a disturbance while it is done, and needs no healing.
    static Fault passing(Consumer<Faults> disturbs) {
        return of(0, disturbs, _ -> {});
    }

    Fault after(Consumer<Faults> preparation) {
        return new Fault(preparation, breaks, lasts, heals);
    }
}
