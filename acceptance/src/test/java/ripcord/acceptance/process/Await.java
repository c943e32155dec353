package ripcord.acceptance.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for a condition, and fails naming what did not come.
public final class Await {
    private static final long BETWEEN_TRIES = Duration.ofMillis(5).toNanos();

    private Await() {}

    public static void until(Duration limit, String what, BooleanSupplier condition) {
        until(limit, () -> what, condition);
    }

    /// As the one above, where what is told can say what was there instead.
    ///
    /// @param what asked for when it did not come
    public static void until(Duration limit, Supplier<String> what, BooleanSupplier condition) {
        value(limit, what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /// The first value that `source` gives.
    public static <T> T value(Duration limit, String what, Supplier<Optional<T>> source) {
        return value(limit, () -> what, source);
    }

    private static <T> T value(Duration limit, Supplier<String> what, Supplier<Optional<T>> source) {
        long begun = System.nanoTime();
        while (true) {
            Optional<T> value = source.get();
            if (value.isPresent()) {
                return value.get();
            }
            if (System.nanoTime() - begun > limit.toNanos()) {
                throw new AssertionError("not within " + limit + ": " + what.get());
            }
            LockSupport.parkNanos(BETWEEN_TRIES);
        }
    }

    /// Lets time pass, where the passing of time itself is what is tested.
    public static void pass(Duration duration) {
        passUntil(System.nanoTime() + duration.toNanos());
    }

    /// Lets time pass until a stated moment.
    ///
    /// @param moment of [System#nanoTime]
    public static void passUntil(long moment) {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
