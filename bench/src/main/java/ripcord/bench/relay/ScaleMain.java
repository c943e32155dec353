package ripcord.bench.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import ripcord.bench.Document;

/// Works out what a million verifiers in three regions take, from what [RelayMain] measured, and writes it to
/// `docs/scale.md`.
public final class ScaleMain {
    private static final String SECTION = "Model: 1,000,000 verifiers in three regions";
    private static final double MONTH = 30.0 * 24 * 3600;
    private static final int PER_SECOND = 500;
    private static final int BURST = 2_000;
    private static final Scale.Assumptions ASSUMED = new Scale.Assumptions(
            List.of(
                    new Scale.Region("home", 500_000, 0.5),
                    new Scale.Region("second", 300_000, 40),
                    new Scale.Region("third", 200_000, 90)),
            2_500,
            4,
            20,
            1,
            10);

    private ScaleMain() {}

    /// See the class.
    public static void main(String[] args) throws IOException {
        var measured = parameters(Files.readString(RelayMain.file()));
        var text = text(new Scale(measured, ASSUMED), measured);
        System.out.println(text);
        Document.replace(RelayMain.file(), SECTION, text);
    }

    private static Scale.Parameters parameters(String document) throws IOException {
        return new Scale.Parameters(
                list(document, "first_ms"),
                list(document, "hop_ms"),
                list(document, "entry_bytes")[0],
                list(document, "beat_bytes")[0],
                list(document, "entry_micros")[0],
                list(document, "idle_cores")[0],
                list(document, "resident_mib")[0]);
    }

    private static double[] list(String document, String name) throws IOException {
        var found = Pattern.compile(name + "=([0-9.,]+)").matcher(document);
        if (!found.find()) {
            throw new IOException("docs/scale.md: no " + name + " (expected: ./dev/bench relay was run before)");
        }
        return Arrays.stream(found.group(1).split(",", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static String text(Scale scale, Scale.Parameters measured) {
        var out = new StringBuilder();
        say(
                out,
                """
                By `./dev/bench scale`, a simulation with a fixed seed, from the measured section above; nothing of this size was run.
                A server (two nodes are for its own sake) in the home region, two relays for each region that follow it, and leaves behind those with %,d verifiers each.

                Assumed: %s; one way from the home region %s; %.0f ms within a region; %d processors of a leaf write in turn; %.0f revocations a second (%.1f million a day), %,.0f live entries; bound 2 s, heartbeats each 500 ms; TCP/IP heads and an acknowledgement for each event, no TLS and no compression; heartbeats take 6.4 %% of a core for 1,000 streams (docs/benchmarks.md, 1,000 subscribers).

                | revoke sent until held | verifiers | leaves | p50 | p99 | p99.9 | longest of one revocation |
                |---|---|---|---|---|---|---|
                """,
                ASSUMED.streams(),
                regions(region -> String.format(Locale.ROOT, "%,d %s", region.verifiers(), region.name())),
                regions(region -> String.format(Locale.ROOT, "%.1f ms (%s)", region.oneWayMs(), region.name())),
                ASSUMED.localMs(),
                ASSUMED.coresOfLeaf(),
                ASSUMED.perSecond(),
                ASSUMED.perSecond() * 86_400 / 1e6,
                scale.liveEntries());
        for (var region : ASSUMED.regions()) {
            double[] many = scale.manyDelays(region, 1_000_000);
            double[] one = scale.delays(region);
            say(
                    out,
                    "| %s | %,d | %d | %.0f ms | %.0f ms | %.0f ms | %.0f ms |\n",
                    region.name(),
                    region.verifiers(),
                    ASSUMED.leaves(region),
                    Level.quantile(many, 0.5),
                    Level.quantile(many, 0.99),
                    Level.quantile(many, 0.999),
                    one[one.length - 1]);
        }
        takes(out, scale, measured);
        storms(out, scale);
        return out.toString();
    }

    private static void takes(StringBuilder out, Scale scale, Scale.Parameters measured) {
        double all = scale.bytesPerStream() * ASSUMED.verifiers();
        double beats = 2 * (measured.beatBytes() + 132) * ASSUMED.verifiers();
        int regional = 2 * ASSUMED.regions().size();
        double between = (10 * (measured.beatBytes() + 132) + ASSUMED.perSecond() * (measured.entryBytes() + 132)) * 4;
        double streamMib = 0.05;
        double memory =
                measured.residentMib() + ASSUMED.streams() * streamMib + scale.liveEntries() * 300 / 1024 / 1024;
        say(
                out,
                """

                | it takes | |
                |---|---|
                | relays | %d leaves and %d for regions, %.1f processor cores busy in a leaf (of %d assumed), %.0f in all leaves |
                | memory | %.1f GiB a leaf: %.0f MiB as measured, 50 KiB a stream (docs/benchmarks.md, 1,000 subscribers), 300 bytes a live entry |
                | bandwidth of a verifier | %.2f kbit/s, of a leaf %.0f Mbit/s |
                | within regions | %.1f Gbit/s in all, %,.0f GB in 30 days, of which heartbeats are %.0f %% |
                | between regions | %.3f Mbit/s on four streams, %.0f GB in 30 days |
                | the server's own streams | %d |
                """,
                ASSUMED.leaves(),
                regional,
                scale.coresPerLeaf(),
                ASSUMED.coresOfLeaf(),
                scale.coresPerLeaf() * ASSUMED.leaves(),
                memory / 1024,
                measured.residentMib(),
                scale.bytesPerStream() * 8 / 1_000,
                scale.bytesPerStream() * ASSUMED.streams() * 8 / 1e6,
                all * 8 / 1e9,
                all * MONTH / 1e9,
                100 * beats / all,
                between * 8 / 1e6,
                between * MONTH / 1e9,
                regional);
    }

    private static void storms(StringBuilder out, Scale scale) {
        say(out, """

                | fails | come back | where | last one fresh after | stale beyond 2 s | stale for, p50 and longest of those | introspections meanwhile |
                |---|---|---|---|---|---|---|
                """);
        storm(out, "a leaf, connections closed", scale, ASSUMED.streams(), ASSUMED.leaves() - 1, 0);
        storm(out, "a leaf, cut off without a word", scale, ASSUMED.streams(), ASSUMED.leaves() - 1, 1_500);
        for (var region : ASSUMED.regions()) {
            storm(
                    out,
                    "the leaves of the " + region.name() + " region, cut off",
                    scale,
                    region.verifiers(),
                    ASSUMED.leaves() - ASSUMED.leaves(region),
                    1_500);
        }
        storm(out, "all relays start again at once", scale, ASSUMED.verifiers(), ASSUMED.leaves(), 0);
        say(out, """

                A leaf admits %d streams a second, %,d at once; who is refused is taken to come again just when there is room, which favours the model. It is taken that verifiers reach other leaves under the same address, resume by their position, and that a stale one asks the issuer about %.0f tokens a second.
                A snapshot for everybody in place of resuming would be %.0f MB each, which no leaf sends to thousands at once: keep relays apart that are started again, so that there is always one to resume at.
                """, PER_SECOND, BURST, ASSUMED.tokensEach(), scale.liveEntries() * 200 / 1e6);
    }

    private static void storm(
            StringBuilder out, String what, Scale scale, int verifiers, int leaves, double noticedMs) {
        var found = scale.storm(verifiers, leaves, noticedMs, PER_SECOND, BURST);
        double[] stale =
                Arrays.copyOfRange(found.staleMs(), found.staleMs().length - found.stale(), found.staleMs().length);
        say(
                out,
                "| %s | %,d | %d leaves, %,d more each | %.1f s | %,d | %s | %,.0f |\n",
                what,
                verifiers,
                leaves,
                verifiers / leaves,
                found.lastMs() / 1_000,
                found.stale(),
                stale.length == 0
                        ? "-"
                        : String.format(
                                Locale.ROOT,
                                "%.1f s, %.1f s",
                                Level.quantile(stale, 0.5) / 1_000,
                                Level.quantile(stale, 1) / 1_000),
                found.introspections());
    }

    private static String regions(Function<Scale.Region, String> say) {
        return String.join(", ", ASSUMED.regions().stream().map(say).toList());
    }

    @SuppressWarnings("AnnotateFormatMethod") // called in this class only
    private static void say(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values));
    }
}
