package ripcord.server.feed;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The clock that freshness is measured by: it only ever goes on, and has nothing to do with the time of day.
///
/// @param nanos as [System#nanoTime()] is
public record Monotonic(LongSupplier nanos) {
    long now() {
        return nanos.getAsLong();
    }

    /// What a clock that began at `origin` shows, in milliseconds; never more than the truth.
    static String floor(long nanos, long origin) {
        return millis(TimeUnit.NANOSECONDS.toMicros(nanos - origin));
    }

    /// The same, never less than the truth.
    static String ceiling(long nanos, long origin) {
        return millis(TimeUnit.NANOSECONDS.toMicros(nanos - origin + 999));
    }

    private static String millis(long micros) {
        long whole = micros / 1000;
        long part = micros % 1000;
        return part == 0 ? Long.toString(whole) : whole + (part < 10 ? ".00" : part < 100 ? ".0" : ".") + part;
    }
}
