package ripcord.bench.relay;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// A model of many verifiers behind two levels of relays in three regions. Deterministic: what is random has a seed.
final class Scale {
    private static final long SEED = 20_261_122;
    private static final double BOUND_MS = 2_000;
    /// Ethernet, IP and TCP heads of a segment, and of the acknowledgement that comes back.
    private static final int HEADS = 66;
    /// As measured of a server with 1,000 streams: docs/benchmarks.md.
    private static final double IDLE_CORES_PER_THOUSAND = 0.064;

    private final Parameters parameters;
    private final Assumptions assumed;

    /// What was measured.
    ///
    /// @param firstMs quantiles of revoke sent until held at the server's own verifiers
    /// @param hopMs   quantiles of what a relay adds, on loopback
    @SuppressWarnings("ArrayRecordComponent") // made once, and neither changed nor compared
    record Parameters(
            double[] firstMs,
            double[] hopMs,
            double entryBytes,
            double beatBytes,
            double entryMicros,
            double idleCores,
            double residentMib) {}

    /// A region.
    ///
    /// @param oneWayMs from the server's region
    record Region(String name, int verifiers, double oneWayMs) {}

    /// What was assumed.
    ///
    /// @param streams     of a leaf when all are well
    /// @param coresOfLeaf that write in turn
    /// @param perSecond   revocations
    /// @param tokensEach  that a stale verifier asks the server about in a second
    record Assumptions(
            List<Region> regions, int streams, int coresOfLeaf, double perSecond, double localMs, double tokensEach) {
        int verifiers() {
            return regions.stream().mapToInt(Region::verifiers).sum();
        }

        int leaves(Region region) {
            return (region.verifiers + streams - 1) / streams;
        }

        int leaves() {
            return regions.stream().mapToInt(this::leaves).sum();
        }
    }

    Scale(Parameters parameters, Assumptions assumed) {
        this.parameters = parameters;
        this.assumed = assumed;
    }

    /// One revocation, until each verifier of a region holds it, in milliseconds, in order. A leaf writes to one after
    /// the other on each of its processors, and what it writes to the last one waits for all others.
    double[] delays(Region region) {
        var random = new SplittableRandom(SEED + region.name.hashCode());
        double[] all = new double[region.verifiers];
        double first = draw(parameters.firstMs, random);
        double regional = first + region.oneWayMs + draw(parameters.hopMs, random);
        int next = 0;
        for (int leaf = 0; leaf < assumed.leaves(region); leaf++) {
            double at = regional + assumed.localMs + draw(parameters.hopMs, random);
            int here = Math.min(assumed.streams, region.verifiers - next);
            for (int i = 0; i < here; i++) {
                double turn = i * parameters.entryMicros / 1_000 / assumed.coresOfLeaf;
                all[next++] = at + turn + assumed.localMs * random.nextDouble();
            }
        }
        Arrays.sort(all);
        return all;
    }

    /// Between quantiles, straight lines.
    private static double draw(double[] quantiles, SplittableRandom random) {
        double[] shares = {0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1};
        double at = random.nextDouble();
        int i = 1;
        while (shares[i] < at) {
            i++;
        }
        double part = (at - shares[i - 1]) / (shares[i] - shares[i - 1]);
        return quantiles[i - 1] + part * (quantiles[i] - quantiles[i - 1]);
    }

    /// Many revocations, one verifier of each leaf drawn for each: what any verifier sees on any day.
    double[] manyDelays(Region region, int revocations) {
        var random = new SplittableRandom(SEED);
        double[] all = new double[revocations];
        for (int i = 0; i < revocations; i++) {
            double turn = random.nextInt(assumed.streams) * parameters.entryMicros / 1_000 / assumed.coresOfLeaf;
            all[i] = draw(parameters.firstMs, random)
                    + region.oneWayMs
                    + draw(parameters.hopMs, random)
                    + draw(parameters.hopMs, random)
                    + 2 * assumed.localMs
                    + turn;
        }
        Arrays.sort(all);
        return all;
    }

    /// Bytes that a stream takes in a second: two heartbeats and the entries, each in a segment of its own.
    double bytesPerStream() {
        return 2 * (parameters.beatBytes + 2 * HEADS) + assumed.perSecond * (parameters.entryBytes + 2 * HEADS);
    }

    /// Cores that a leaf is busy with: what an idle relay takes by itself, heartbeats to each, and entries.
    double coresPerLeaf() {
        return parameters.idleCores
                + IDLE_CORES_PER_THOUSAND * assumed.streams / 1_000
                + assumed.perSecond * assumed.streams * parameters.entryMicros / 1e6;
    }

    /// Entries that are live at a time.
    double liveEntries() {
        return assumed.perSecond * 75 * 60;
    }

    /// What became of verifiers that lost their relay.
    ///
    /// @param staleMs how long each was stale beyond its bound, in order; 0 for who never was
    @SuppressWarnings("ArrayRecordComponent") // made once, and neither changed nor compared
    record Storm(double lastMs, int stale, double[] staleMs, double introspections) {}

    /// So many verifiers lose their stream at once, and come back to so many leaves that have others already.
    ///
    /// @param noticedMs until a verifier notices; 0 when connections are closed
    Storm storm(int verifiers, int leaves, double noticedMs, double perSecond, int burst) {
        var random = new SplittableRandom(SEED);
        double[] all = new double[verifiers];
        for (int i = 0; i < verifiers; i++) {
            all[i] = noticedMs + random.nextDouble() * 250 + 2 * assumed.localMs;
        }
        Arrays.sort(all);
        var doors = new Door[leaves];
        Arrays.setAll(doors, _ -> new Door(perSecond / 1_000, burst));
        double[] stale = new double[verifiers];
        double last = 0;
        int count = 0;
        for (int i = 0; i < verifiers; i++) {
            double begun = doors[random.nextInt(leaves)].admit(all[i]);
            // The next heartbeat but one is evidence for it.
            double fresh = begun + 100 * random.nextDouble() + assumed.localMs;
            double since = fresh + 500 * random.nextDouble();
            stale[i] = Math.max(0, since - BOUND_MS);
            count += stale[i] > 0 ? 1 : 0;
            last = Math.max(last, fresh);
        }
        Arrays.sort(stale);
        double asked = Arrays.stream(stale).sum() / 1_000 * assumed.tokensEach;
        return new Storm(last, count, stale, asked);
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

        /// When somebody is let in who comes then. Refused ones come again, and find their turn.
        double admit(double at) {
            free = Math.min(burst, free + (at - seen) * perMilli) - 1;
            seen = at;
            return free >= 0 ? at : at - free / perMilli;
        }
    }
}
