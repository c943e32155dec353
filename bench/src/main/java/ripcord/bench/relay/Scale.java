package ripcord.bench.relay;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// A model of many verifiers behind two levels of relays in three regions. Deterministic: what is random has a seed.
final class Scale {
    /// Of what a leaf asks of its region's relay, and a region's relay of the server where both are near.
    private static final double NEAR_BEAT_MS = 100;

    private static final long SEED = 20_261_122;
    private static final double VERIFIERS_BEAT_MS = 500;
    /// Half of each of the three heartbeats on the way: of the server, of a relay, of a leaf.
    private static final double BEATS_MEDIAN_MS = (NEAR_BEAT_MS + NEAR_BEAT_MS + VERIFIERS_BEAT_MS) / 2;
    private static final double MONTH_SECONDS = 30.0 * 24 * 3600;
    /// What a stream takes of a server's memory: docs/benchmarks.md.
    private static final double STREAM_MIB = 0.05;

    static final double LIVE_ENTRY_BYTES = 300;
    /// Ethernet, IP and TCP heads of a segment.
    private static final int HEADS = 66;
    /// RFC 8446, section 5.2: head, type and tag of a record with AES-GCM.
    static final int TLS_RECORD = 22;
    /// Two relays follow the server from each region.
    static final int OF_EACH_REGION = 2;

    private final Parameters parameters;
    private final Assumptions assumed;

    /// What was measured.
    ///
    /// @param firstMs        quantiles of revoke sent until held at the server's own verifiers
    /// @param hopMs          quantiles of what a relay adds, on loopback
    /// @param staleMs        how stale those behind two relays said they were, in the middle
    /// @param idleOfThousand cores that the heartbeats of 1,000 streams take
    @SuppressWarnings("ArrayRecordComponent") // made once, and neither changed nor compared
    record Parameters(
            double[] firstMs,
            double[] hopMs,
            double staleMs,
            double entryBytes,
            double beatBytes,
            double entryMicros,
            double idleCores,
            double idleOfThousand,
            double residentMib) {}

    /// A region.
    ///
    /// @param oneWayMs from the server's region
    /// @param beatMs   between heartbeats of the server for the region's relays
    record Region(String name, int verifiers, double oneWayMs, double beatMs) {
        static Region near(String name, int verifiers, double oneWayMs) {
            return new Region(name, verifiers, oneWayMs, NEAR_BEAT_MS);
        }
    }

    /// What was assumed.
    ///
    /// @param streams     of a leaf when all are well
    /// @param coresOfLeaf that write in turn
    /// @param perSecond   revocations, of which each verifier gets all
    /// @param postMicros  of the processor for what a verifier posts
    /// @param reportBytes what a verifier posts each ten seconds, its answer and all heads
    record Assumptions(
            List<Region> regions,
            int streams,
            int coresOfLeaf,
            double perSecond,
            double localMs,
            double postMicros,
            double reportBytes) {
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

    /// How long a relay writes one entry to so many, in milliseconds.
    private double turn(double streams) {
        return streams * parameters.entryMicros / 1_000 / assumed.coresOfLeaf;
    }

    private double atLeaf(Region region, SplittableRandom random) {
        double followers = (double) assumed.leaves(region) / OF_EACH_REGION;
        return draw(parameters.firstMs, random)
                + region.oneWayMs
                + draw(parameters.hopMs, random)
                + turn(followers * random.nextDouble())
                + draw(parameters.hopMs, random)
                + 2 * assumed.localMs;
    }

    /// The last verifier of a region that holds a revocation, in milliseconds. A leaf writes to one after the other on
    /// each of its processors, and what it writes to the last one waits for all others.
    double lastOf(Region region) {
        var random = new SplittableRandom(SEED + region.name.hashCode());
        double last = 0;
        for (int leaf = 0; leaf < assumed.leaves(region); leaf++) {
            last = Math.max(last, atLeaf(region, random) + turn(assumed.streams));
        }
        return last;
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

    /// Many revocations that come at random, one verifier of a leaf drawn for each: what any verifier sees.
    /// A leaf that still writes one begins with the next afterwards. That it would send both in one event
    /// is left out.
    double[] manyDelays(Region region, int revocations) {
        var random = new SplittableRandom(SEED);
        double[] all = new double[revocations];
        double busyFor = 0;
        for (int i = 0; i < revocations; i++) {
            double pause = -Math.log(1 - random.nextDouble()) * 1_000 / assumed.perSecond;
            busyFor = Math.max(0, busyFor - pause);
            all[i] = atLeaf(region, random) + busyFor + turn(assumed.streams * random.nextDouble());
            busyFor += turn(assumed.streams);
        }
        Arrays.sort(all);
        return all;
    }

    /// What one entry, or one heartbeat, is on the wire: in a segment and a record of its own, acknowledged.
    private static double onTheWire(double bytes) {
        return bytes + TLS_RECORD + 2 * HEADS;
    }

    /// Bytes that a verifier's heartbeats take in a second.
    double beatBytes() {
        return 1_000 / VERIFIERS_BEAT_MS * onTheWire(parameters.beatBytes);
    }

    /// Bytes that a verifier takes in a second: heartbeats, entries, and what it posts.
    double bytesPerStream() {
        return beatBytes() + assumed.perSecond * onTheWire(parameters.entryBytes) + assumed.reportBytes / 10;
    }

    /// Bytes between the server's region and the others in a second.
    double bytesBetween() {
        return assumed.regions.stream()
                .filter(region -> region.beatMs > NEAR_BEAT_MS)
                .mapToDouble(region -> OF_EACH_REGION
                        * (1_000 / region.beatMs * onTheWire(parameters.beatBytes)
                                + assumed.perSecond * onTheWire(parameters.entryBytes)))
                .sum();
    }

    /// Cores that a leaf is busy with: what an idle relay takes by itself, heartbeats, entries, and what is posted.
    double coresPerLeaf() {
        return parameters.idleCores
                + parameters.idleOfThousand * assumed.streams / 1_000
                + assumed.perSecond * assumed.streams * parameters.entryMicros / 1e6
                + assumed.streams / 10.0 * assumed.postMicros / 1e6;
    }

    /// Seconds of a leaf's processors for one revocation that is waited for, beyond the entry: each verifier is asked,
    /// and posts.
    double coreSecondsOfAWait() {
        return assumed.streams * (parameters.entryMicros + assumed.postMicros) / 1e6;
    }

    /// All relays: leaves, and those that follow the server.
    int relays() {
        return assumed.leaves() + regional();
    }

    /// Relays that follow the server.
    int regional() {
        return OF_EACH_REGION * assumed.regions.size();
    }

    /// Memory of a leaf with so many streams.
    double gib(double streams) {
        double mib = parameters.residentMib + streams * STREAM_MIB + liveEntries() * LIVE_ENTRY_BYTES / 1024 / 1024;
        return mib / 1024;
    }

    /// What is paid for in 30 days, in units of 10^9 bytes where it is traffic.
    record Month(double coreHours, double gibHours, double within, double between) {}

    Month month() {
        double hours = MONTH_SECONDS / 3_600;
        return new Month(
                relays() * assumed.coresOfLeaf * hours,
                relays() * gib(assumed.streams) * hours,
                bytesPerStream() * assumed.verifiers() * MONTH_SECONDS / 1e9,
                bytesBetween() * MONTH_SECONDS / 1e9);
    }

    /// Entries that are live at a time.
    double liveEntries() {
        return assumed.perSecond * 75 * 60;
    }

    /// How stale a leaf's copy is at any moment: the heartbeats before it, each somewhere between two, the way of each
    /// stream's opening and of what it tells, and what the measured median has beyond heartbeats.
    double leafStaleness(Region region, SplittableRandom random) {
        return region.beatMs * random.nextDouble()
                + NEAR_BEAT_MS * random.nextDouble()
                + 2 * region.oneWayMs
                + 2 * assumed.localMs
                + Math.max(0, parameters.staleMs - BEATS_MEDIAN_MS);
    }

    /// How stale a region's verifiers say they are while all is well, in order.
    double[] claimed(Region region) {
        var random = new SplittableRandom(SEED);
        double[] all = new double[100_000];
        Arrays.setAll(all, _ -> verifiersStaleness(region, random));
        Arrays.sort(all);
        return all;
    }

    double verifiersStaleness(Region region, SplittableRandom random) {
        return leafStaleness(region, random) + VERIFIERS_BEAT_MS * random.nextDouble() + 2 * assumed.localMs;
    }

    Storm storm() {
        return new Storm(this, assumed, SEED);
    }
}
