package ripcord.server;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Where time and chance come from.
///
/// @param clock the time of day
/// @param nanos monotonic
public record Sources(InstantSource clock, LongSupplier nanos, SecureRandom random) {
    /// The same, with another time of day.
    Sources goingBy(InstantSource other) {
        return new Sources(other, nanos, random);
    }
}
