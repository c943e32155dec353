package ripcord.bench.server;

import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// What several rounds came to.
///
/// @param middle of an even number the upper one of two
record Spread(double middle, double least, double most) {
    /// Not a number if there were no rounds.
    static Spread of(DoubleStream rounds) {
        double[] sorted = rounds.sorted().toArray();
        return sorted.length == 0
                ? new Spread(Double.NaN, Double.NaN, Double.NaN)
                : new Spread(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    /// Of `part` by `whole` in each round, and not of the two by themselves: what else the machine does changes
    /// from one round to the next, and within one little.
    static Spread ofShares(double[] part, double[] whole) {
        return of(IntStream.range(0, Math.min(part.length, whole.length))
                .mapToDouble(round -> part[round] / whole[round]));
    }

    /// The middle as a number, and two more of that kind, as columns of a table.
    String columns() {
        return String.format(Locale.ROOT, "%.2f | %.2f to %.2f", middle, least, most);
    }

    /// How much is missing to 1, in percent, as columns of a table.
    String lossColumns() {
        return String.format(Locale.ROOT, "%d %% | %d to %d", loss(middle), loss(most), loss(least));
    }

    private static long loss(double share) {
        return Math.round(100 * (1 - share));
    }
}
