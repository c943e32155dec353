package ripcord.bench.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// What several rounds came to, by name.
final class Rounds {
    private final Map<String, List<Driver.Rate>> rates = new LinkedHashMap<>();

    void add(String name, Driver.Rate rate) {
        rates.computeIfAbsent(name, _ -> new ArrayList<>()).add(rate);
        System.err.printf(
                Locale.ROOT,
                "%s: %.0f/s, %.0f per second of its core, server %.2f (compilers %.0f %% of that), driver %.2f, %d failed%n",
                name,
                rate.perSecond(),
                rate.perCoreSecond(),
                rate.serverCores(),
                100 * rate.compiling(),
                rate.driverCores(),
                rate.failed());
    }

    DoubleStream each(String name, ToDoubleFunction<Driver.Rate> of) {
        return rates.getOrDefault(name, List.of()).stream().mapToDouble(of);
    }

    /// The one in the middle.
    double median(String name, ToDoubleFunction<Driver.Rate> of) {
        double[] sorted = each(name, of).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    /// All of them, as numbers without a fraction.
    String all(String name, ToDoubleFunction<Driver.Rate> of) {
        return String.join(
                ", ",
                rates.getOrDefault(name, List.of()).stream()
                        .map(rate -> String.format(Locale.ROOT, "%,.0f", of.applyAsDouble(rate)))
                        .toList());
    }

    long failed(String name) {
        return rates.getOrDefault(name, List.of()).stream()
                .mapToLong(Driver.Rate::failed)
                .sum();
    }
}
