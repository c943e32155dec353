package ripcord.bench.relay;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/// Verifiers that lose their leaf at one moment, and come back elsewhere: as the library comes back, and as a relay
/// lets in.
final class Storm {
    private static final double BOUND_MS = 2_000;
    private static final double FIRST_PAUSE_MS = 50;
    private static final double STEP_MS = 100;
    private static final double LONGEST_PAUSE_MS = 2_000;
    /// `Retry-After` of who is refused.
    private static final double REFUSED_FOR_MS = 1_000;

    private final Scale scale;
    private final Scale.Assumptions assumed;
    private final long seed;

    Storm(Scale scale, Scale.Assumptions assumed, long seed) {
        this.scale = scale;
        this.assumed = assumed;
        this.seed = seed;
    }

    /// What happens.
    ///
    /// @param from      whose verifiers
    /// @param to        whose leaves they come back to
    /// @param verifiers how many
    /// @param leaves    that they come back to
    /// @param noticedMs until a verifier notices; 0 when connections are closed
    /// @param wayMs     one way to the leaves that they come back to
    record Loss(Scale.Region from, Scale.Region to, int verifiers, int leaves, double noticedMs, double wayMs) {}

    /// What became of them.
    ///
    /// @param lastMs    when the last one was fresh
    /// @param staleMs   how long each was stale beyond its bound, of those who were, in order
    /// @param mostStale how many were at the same time
    @SuppressWarnings("ArrayRecordComponent") // made once, and neither changed nor compared
    record Found(double lastMs, double[] staleMs, int mostStale) {}

    private record Try(double at, int number) implements Comparable<Try> {
        @Override
        public int compareTo(Try other) {
            return Double.compare(at, other.at);
        }
    }

    /// @param perSecond what a leaf lets in, in the long run
    /// @param burst     and at once
    Found of(Loss loss, double perSecond, int burst) {
        var random = new SplittableRandom(seed);
        var doors = new Door[loss.leaves];
        Arrays.setAll(doors, _ -> new Door(perSecond / 1_000, burst));
        var tries = new PriorityQueue<Try>();
        for (int i = 0; i < loss.verifiers; i++) {
            tries.add(new Try(loss.noticedMs + pause(0, random) + opening(loss), 0));
        }
        double[] begins = new double[loss.verifiers];
        double[] ends = new double[loss.verifiers];
        double last = 0;
        int stale = 0;
        while (!tries.isEmpty()) {
            var next = tries.remove();
            if (!doors[random.nextInt(loss.leaves)].admits(next.at)) {
                double refused = REFUSED_FOR_MS * (1 + random.nextDouble() / 8);
                double pause = Math.max(refused, pause(next.number + 1, random));
                tries.add(new Try(next.at + pause + opening(loss), next.number + 1));
                continue;
            }
            // A leaf's heartbeat is evidence for a stream once its copy is of a moment after the stream's opening.
            double fresh = next.at + scale.leafStaleness(loss.to, random) + loss.wayMs;
            double over = BOUND_MS - scale.verifiersStaleness(loss.from, random);
            last = Math.max(last, fresh);
            if (fresh > over) {
                begins[stale] = over;
                ends[stale++] = fresh;
            }
        }
        return new Found(last, durations(begins, ends, stale), most(begins, ends, stale));
    }

    /// TCP, TLS and the request: three times there and back, but for the answer's way.
    private double opening(Loss loss) {
        return 5 * Math.max(loss.wayMs, assumed.localMs());
    }

    private static double pause(int number, SplittableRandom random) {
        if (number == 0) {
            return FIRST_PAUSE_MS * random.nextDouble();
        }
        double longest = Math.min(LONGEST_PAUSE_MS, STEP_MS * (1 << Math.min(number - 1, 5)));
        return longest / 2 * (1 + random.nextDouble());
    }

    private static double[] durations(double[] begins, double[] ends, int number) {
        double[] all = new double[number];
        Arrays.setAll(all, i -> ends[i] - begins[i]);
        Arrays.sort(all);
        return all;
    }

    private static int most(double[] begins, double[] ends, int number) {
        double[] from = Arrays.copyOf(begins, number);
        double[] to = Arrays.copyOf(ends, number);
        Arrays.sort(from);
        Arrays.sort(to);
        int most = 0;
        int over = 0;
        for (int i = 0; i < number; i++) {
            while (to[over] <= from[i]) {
                over++;
            }
            most = Math.max(most, i + 1 - over);
        }
        return most;
    }

    /// What a leaf lets in: so many at once, and so many in a second.
    private static final class Door {
        private final double perMilli;
        private final double burst;
        private double free;
        private double seen;

        Door(double perMilli, double burst) {
            this.perMilli = perMilli;
            this.burst = burst;
            this.free = burst;
        }

        boolean admits(double at) {
            free = Math.min(burst, free + (at - seen) * perMilli);
            seen = at;
            if (free < 1) {
                return false;
            }
            free--;
            return true;
        }
    }
}
