package ripcord.server.load;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What came out. Of the time after warming up alone.
///
/// @param service  from sending to the whole answer, of those that were answered with success
/// @param response from when they should have been sent, of the same; empty if requests followed answers
/// @param lag      how late this process was to send what it could have sent in time
/// @param faults   how many were not answered with success, and why
/// @param counts   how many there were of what has no time of its own
/// @param elapsed  in which all of that was
/// @param cores    how many processors this process kept busy; empty where that is not known
/// @param cut      whether it was ended before its time
/// @param lost     why the server cannot be reached any more; empty if it can
public record Measured(
        Latency service,
        Optional<Latency> response,
        Latency lag,
        Map<Fault, Long> faults,
        Counts counts,
        Duration elapsed,
        OptionalDouble cores,
        boolean cut,
        Optional<String> lost) {
    /// Copies the faults.
    public Measured {
        faults = Map.copyOf(faults);
    }

    /// How many there were.
    ///
    /// @param inTime   of those that were answered with success, those that were so before time was up
    /// @param repeated of those that were answered with success, those that got an answer given before
    /// @param unsent   those that were due, and found no connection free before time was up
    public record Counts(long inTime, long repeated, long unsent) {}

    /// How many were answered with success.
    public long ok() {
        return service.count();
    }

    /// How many were not.
    public long failed() {
        return faults.values().stream().mapToLong(Long::longValue).sum();
    }

    /// How many were answered with success in a second of that time.
    public double perSecond() {
        return elapsed.isZero() ? 0 : counts.inTime * 1e9 / elapsed.toNanos();
    }
}
