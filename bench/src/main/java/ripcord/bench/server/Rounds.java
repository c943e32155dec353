package ripcord.bench.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import ripcord.bench.load.Driver;

/// What several short rounds came to, by name. Whatever is compared is asked in each of them, so within seconds.
final class Rounds {
    static final int NUMBER = 9;
    static final Duration LENGTH = Duration.ofSeconds(1);

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
        return Spread.of(each(name, of)).middle();
    }

    /// What came of `name` as a share of what came of `whole`, round by round.
    Spread shares(String name, String whole, ToDoubleFunction<Driver.Rate> of) {
        return Spread.ofShares(each(name, of).toArray(), each(whole, of).toArray());
    }

    /// The heading of a table of [rows][#row].
    static String heading(String first) {
        return first
                + IntStream.rangeClosed(1, NUMBER)
                        .mapToObj(round -> " | " + round)
                        .collect(Collectors.joining()) + " |\n|---|"
                + "---|".repeat(NUMBER);
    }

    /// All figures of one kind, as numbers without a fraction.
    static String row(String name, DoubleStream figures) {
        return "| " + name + " | "
                + figures.mapToObj(figure -> String.format(Locale.ROOT, "%,.0f", figure))
                        .collect(Collectors.joining(" | "))
                + " |";
    }

    long failed(String name) {
        return rates.getOrDefault(name, List.of()).stream()
                .mapToLong(Driver.Rate::failed)
                .sum();
    }
}
