package ripcord.bench.server;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Draws numbers by Zipf's law with exponent 1: the second one half as often as the first, and so on. For one thread.
final class Zipf {
    private final double[] sums;
    private final SplittableRandom random;

    /// @param numbers from 0 to one less
    Zipf(int numbers, long seed) {
        sums = new double[numbers];
        double sum = 0;
        for (int i = 0; i < numbers; i++) {
            sum += 1.0 / (i + 1);
            sums[i] = sum;
        }
        random = new SplittableRandom(seed);
    }

    int next() {
        int at = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
        return at < 0 ? Math.min(-at - 1, sums.length - 1) : at;
    }
}
