package ripcord.server.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How much `ripcord bench` may be told to do.
final class BenchBounds {
    /// Sessions that one run signs in at most, whatever it is told.
    static final int SIGN_INS = 200_000;

    private BenchBounds() {}

    private static int whole(String text, int most) {
        if (!text.matches("[1-9]\\d{0,8}") || Integer.parseInt(text) > most) {
            throw new TypeConversionException("expected: 1 to " + most);
        }
        return Integer.parseInt(text);
    }

    private static Duration time(String text, Duration least, Duration most, String expected) {
        return Times.parse(text)
                .filter(time -> time.compareTo(least) >= 0 && time.compareTo(most) <= 0)
                .orElseThrow(() -> new TypeConversionException("expected: " + expected));
    }

    /// How many connections.
    static final class Connections implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 1000);
        }
    }

    /// How many requests in a second.
    static final class Rate implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 100_000);
        }
    }

    /// How many sessions for each kind of request that needs them.
    static final class Sessions implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return whole(text, 50_000);
        }
    }

    /// How long.
    static final class Length implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return time(text, Duration.ofMillis(100), Duration.ofMinutes(10), "100ms to 10m, such as 30s or PT30S");
        }
    }

    /// How long before it counts.
    static final class WarmUp implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return time(text, Duration.ZERO, Duration.ofMinutes(5), "0s to 5m, such as 3s or PT3S");
        }
    }
}
