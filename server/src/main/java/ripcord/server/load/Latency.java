package ripcord.server.load;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/// How long many things took, with three significant digits. Immutable.
public final class Latency {
    private static final double MICROS = 1000;
    private static final int POINTS_PER_NINE = 20;

    private final Histogram micros;

    /// @param micros is copied
    Latency(AbstractHistogram micros) {
        this.micros = new Histogram(micros);
        this.micros.add(micros);
    }

    /// One point of the distribution.
    ///
    /// @param beyond which part took longer, `(0, 1]`
    /// @param millis how long it took at most that the others took
    public record Point(double beyond, double millis) {}

    /// How many there were.
    public long count() {
        return micros.getTotalCount();
    }

    /// What that part of all took at most, in milliseconds; 0 if there was none.
    ///
    /// @param percent `[0, 100]`
    public double millisAt(double percent) {
        return count() == 0 ? 0 : micros.getValueAtPercentile(percent) / MICROS;
    }

    /// The longest, in milliseconds.
    public double longestMillis() {
        return count() == 0 ? 0 : micros.getMaxValue() / MICROS;
    }

    /// The mean, in milliseconds.
    public double meanMillis() {
        return count() == 0 ? 0 : micros.getMean() / MICROS;
    }

    /// From all of them to the longest one, as many points for each further nine.
    public List<Point> distribution() {
        var points = new ArrayList<Point>();
        for (int i = 0; count() > 0; i++) {
            double beyond = Math.pow(10, -(double) i / POINTS_PER_NINE);
            if (beyond * count() < 1) {
                points.add(new Point(1.0 / count(), longestMillis()));
                break;
            }
            points.add(new Point(beyond, millisAt(100 * (1 - beyond))));
        }
        return points;
    }
}
