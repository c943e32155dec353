package ripcord.server.load;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.HdrHistogram.ConcurrentHistogram;

/// Counts answers, and how long they took. Thread-safe, and nobody waits for anybody.
final class Tally {
    private static final long LONGEST_MICROS = 3_600_000_000L;
    private static final int DIGITS = 3;
    private static final long MICRO = 1000;

    private final ConcurrentHistogram service = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);
    private final ConcurrentHistogram response = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);
    private final ConcurrentHistogram lag = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);
    private final LongAdder inTimes = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final Map<Fault, LongAdder> faults = new ConcurrentHashMap<>();

    /// @param sinceSent  nanoseconds
    /// @param sinceMeant nanoseconds
    /// @param inTime     whether time was not up
    void succeeded(long sinceSent, long sinceMeant, boolean inTime) {
        record(service, sinceSent);
        record(response, sinceMeant);
        if (inTime) {
            inTimes.increment();
        }
    }

    /// One of those that succeeded was an answer given before.
    void repeated() {
        repeated.increment();
    }

    /// What was counted, beside times and faults.
    ///
    /// @param due how many should have been sent
    Measured.Counts counts(long due) {
        return new Measured.Counts(inTimes.sum(), repeated.sum(), Math.max(0, due - count()));
    }

    void failed(Fault fault) {
        faults.computeIfAbsent(fault, _ -> new LongAdder()).increment();
    }

    /// @param nanos later than it should have been
    void late(long nanos) {
        record(lag, nanos);
    }

    private static void record(ConcurrentHistogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos / MICRO, 0, LONGEST_MICROS));
    }

    /// Those that have been answered or have failed.
    long count() {
        return service.getTotalCount() + failed();
    }

    long failed() {
        return faults.values().stream().mapToLong(LongAdder::sum).sum();
    }

    Latency service() {
        return new Latency(service);
    }

    Latency response() {
        return new Latency(response);
    }

    Latency lag() {
        return new Latency(lag);
    }

    Map<Fault, Long> faults() {
        return faults.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().sum()));
    }
}
