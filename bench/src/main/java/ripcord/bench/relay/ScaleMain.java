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
    private static final int PER_SECOND = 500;
    private static final int BURST = 2_000;
    /// Three heartbeats that do not come.
    private static final double NOTICED = 1_500;

    private static final Scale.Region HOME = Scale.Region.near("home", 500_000, 0.5);
    private static final Scale.Region SECOND = new Scale.Region("second", 300_000, 40, 250);
    private static final Scale.Region THIRD = new Scale.Region("third", 200_000, 90, 250);
    private static final Scale.Assumptions ASSUMED =
            new Scale.Assumptions(List.of(HOME, SECOND, THIRD), 2_500, 4, 20, 1, 100, 1_200);
    /// That a stale verifier asks the server about in a second.
    private static final double TOKENS_EACH = 10;
    /// As measured of a server with 1,000 streams: docs/benchmarks.md.
    private static final double IDLE_CORES_OF_THOUSAND = 0.064;

    /// As measured of entries that are sent together: docs/benchmarks.md, a storm of revocations.
    private static final double BYTES_IN_A_SNAPSHOT = 160;

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
                list(document, "stale_ms")[0],
                list(document, "entry_bytes")[0],
                list(document, "beat_bytes")[0],
                list(document, "entry_micros")[0],
                list(document, "idle_cores")[0],
                IDLE_CORES_OF_THOUSAND,
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
        say(out, """
                By `./dev/bench scale`, a simulation with a fixed seed. Nothing of this size was run: it says how what was measured adds up, and no more.
                A server in the home region, %d relays for each region that follow it, and leaves behind those with %,d verifiers each.

                """, Scale.OF_EACH_REGION, ASSUMED.streams());
        assumptions(out, scale, measured);
        delays(out, scale);
        takes(out, scale);
        storms(out, scale);
        return out.toString();
    }

    private static void assumptions(StringBuilder out, Scale scale, Scale.Parameters measured) {
        say(
                out,
                """
                | measured, here | | of what it is taken for |
                |---|---|---|
                | revoke sent until held at the server, and what a hop adds | the section above | of the three sections of the way, drawn each by itself; on two processors that ran all of it, so above what machines of their own take |
                | an entry to one verifier | %.0f µs of the processor | with 50 verifiers on a leaf and entries one by one; taken to be the same with %,d, and to be shared by %d processors |
                | an entry, a heartbeat | %.0f and %.0f bytes | entries that are due together share an event (160 bytes each in a storm, docs/benchmarks.md), which the model leaves out: traffic and waits are those without |
                | heartbeats of 1,000 streams | %.1f %% of a core | of a server with light clients, docs/benchmarks.md, 1,000 subscribers; taken for a relay |
                | claimed staleness | %.0f ms in the middle | behind two relays, idle: what it has beyond half of each heartbeat on the way is added, and ways between regions |
                | memory | %.0f MiB, and 50 KiB a stream | the first of a relay with 50 verifiers, the second of that server |

                | assumed, not measured | |
                |---|---|
                | verifiers | %s; each follows everything, as those of one tenant do, and all by keys for all tenants or relays of one: a key of one tenant at a relay of all is let in at a tenth of the rate |
                | one way from the home region | %s: chosen, as across a continent and an ocean; without loss or jitter; %.0f ms within a region |
                | revocations | %.0f a second (%.1f million a day), at random; %,.0f live entries of 75 minutes, %.0f bytes each in memory |
                | bound | 2 s, heartbeats each 500 ms; each 100 ms between relays, each 250 ms from the server to other regions (`--max-staleness PT1S`) |
                | on the wire | a TLS record of %d bytes and a TCP segment of its own for each event, and an acknowledgement; a report each ten seconds, %,.0f bytes with its answer. TLS is spoken by something before the leaves, whose processors are not in here |
                | what a verifier posts | %.0f µs of a leaf's processor |
                | waits (`?wait=`) | none. Each would take another %.2f s of the processors of each leaf, since each verifier is asked and posts |

                """,
                measured.entryMicros(),
                ASSUMED.streams(),
                ASSUMED.coresOfLeaf(),
                measured.entryBytes(),
                measured.beatBytes(),
                measured.idleOfThousand() * 100,
                measured.staleMs(),
                measured.residentMib(),
                regions(region -> String.format(Locale.ROOT, "%,d %s", region.verifiers(), region.name())),
                regions(region -> String.format(Locale.ROOT, "%.1f ms (%s)", region.oneWayMs(), region.name())),
                ASSUMED.localMs(),
                ASSUMED.perSecond(),
                ASSUMED.perSecond() * 86_400 / 1e6,
                scale.liveEntries(),
                Scale.LIVE_ENTRY_BYTES,
                Scale.TLS_RECORD,
                ASSUMED.reportBytes(),
                ASSUMED.postMicros(),
                scale.coreSecondsOfAWait());
    }

    private static void delays(StringBuilder out, Scale scale) {
        say(out, """
                | revoke sent until held | verifiers | leaves | p50 | p99 | last verifier of one that meets no other | claimed staleness: p50, greatest |
                |---|---|---|---|---|---|---|
                """);
        for (var region : ASSUMED.regions()) {
            double[] many = scale.manyDelays(region, 1_000_000);
            double[] claimed = scale.claimed(region);
            say(
                    out,
                    "| %s | %,d | %d | %.0f ms | %.0f ms | %.0f ms | %.0f ms, %.0f ms |\n",
                    region.name(),
                    region.verifiers(),
                    ASSUMED.leaves(region),
                    Level.quantile(many, 0.5),
                    Level.quantile(many, 0.99),
                    scale.lastOf(region),
                    Level.quantile(claimed, 0.5),
                    Level.quantile(claimed, 1));
        }
        say(out, """

                What lies beyond p99 is not told: it would be made of the longest of 400.
                """);
    }

    private static void takes(StringBuilder out, Scale scale) {
        double all = scale.bytesPerStream() * ASSUMED.verifiers();
        var month = scale.month();
        say(
                out,
                """

                | it takes | |
                |---|---|
                | relays | %d leaves and %d for regions, %.1f processor cores busy in a leaf (of %d assumed), %.0f in all leaves |
                | memory | %.1f GiB a leaf; twice the streams, when it takes over from another: %.1f |
                | bandwidth of a verifier | %.1f kbit/s, of a leaf %.0f Mbit/s |
                | within regions | %.1f Gbit/s in all, of which heartbeats are %.0f %% |
                | between regions | %.2f Mbit/s on %d streams |
                | the server's own streams | %d |
                | to be paid for in 30 days | %,.0f core hours *a*, %,.0f GiB hours *b*, %,.0f GB within regions *c*, %.0f GB between *d* |

                What that costs is *a*·core hours + *b*·GiB hours + *c*·GB + *d*·GB with the prices that you pay. No price is assumed here. All but the last is nearly all for one thing: that each of a million verifiers hears of each revocation.
                """,
                ASSUMED.leaves(),
                scale.regional(),
                scale.coresPerLeaf(),
                ASSUMED.coresOfLeaf(),
                scale.coresPerLeaf() * ASSUMED.leaves(),
                scale.gib(ASSUMED.streams()),
                scale.gib(2.0 * ASSUMED.streams()),
                scale.bytesPerStream() * 8 / 1_000,
                scale.bytesPerStream() * ASSUMED.streams() * 8 / 1e6,
                all * 8 / 1e9,
                100 * scale.beatBytes() / scale.bytesPerStream(),
                scale.bytesBetween() * 8 / 1e6,
                Scale.OF_EACH_REGION * 2,
                scale.regional(),
                month.coreHours(),
                month.gibHours(),
                month.within(),
                month.between());
    }

    private static void storms(StringBuilder out, Scale scale) {
        say(out, """

                | fails | come back | where | last one fresh after | stale beyond 2 s, most at a time | stale for, p50 and longest of those | introspections: in all, a second at most |
                |---|---|---|---|---|---|---|
                """);
        int leaves = ASSUMED.leaves();
        int others = ASSUMED.leaves(HOME) - 1;
        storm(
                out,
                "a leaf at home, connections closed",
                scale,
                new Storm.Loss(HOME, HOME, ASSUMED.streams(), others, 0, 1));
        storm(
                out,
                "a leaf at home, cut off without a word",
                scale,
                new Storm.Loss(HOME, HOME, ASSUMED.streams(), others, NOTICED, 1));
        for (var region : ASSUMED.regions()) {
            var to = region.equals(HOME) ? SECOND : HOME;
            double way = Math.max(region.oneWayMs(), to.oneWayMs());
            storm(
                    out,
                    "the leaves of the " + region.name() + " region, cut off",
                    scale,
                    new Storm.Loss(region, to, region.verifiers(), leaves - ASSUMED.leaves(region), NOTICED, way));
        }
        storm(
                out,
                "all leaves start again at once",
                scale,
                new Storm.Loss(HOME, HOME, ASSUMED.verifiers(), leaves, 0, 1));
        say(out, """

                A verifier comes back as the library does: after up to 50 ms, and if it is refused (429) after a second and more. A leaf lets in %d streams a second, %,d at once; what that takes of its processors, and of those of what speaks TLS, was not measured, and neither was a leaf with twice its streams.
                It is taken that verifiers reach other leaves under the same address at once (names and their caches are slower), resume by their position, and that a stale one asks the issuer about %.0f tokens a second. One core of a server answered 11,000 (tokens that it had not seen) to 40,000 of that a second (docs/benchmarks.md): where the last column is far beyond what yours answers,
                those verifiers refuse what they cannot ask about, for as long as the column before says.
                A snapshot for everybody in place of resuming would be %.0f MB each, which no leaf sends to thousands at once: keep relays apart that are started again, so that there is always one to resume at. Leaves that all start again have nothing to resume by until they follow again; their own start is not in the last row.
                """, PER_SECOND, BURST, TOKENS_EACH, scale.liveEntries() * BYTES_IN_A_SNAPSHOT / 1e6);
    }

    private static void storm(StringBuilder out, String what, Scale scale, Storm.Loss loss) {
        var found = scale.storm().of(loss, PER_SECOND, BURST);
        double[] stale = found.staleMs();
        say(
                out,
                "| %s | %,d | %d leaves, %,d more each | %.1f s | %,d, %,d | %s | %s |\n",
                what,
                loss.verifiers(),
                loss.leaves(),
                loss.verifiers() / loss.leaves(),
                found.lastMs() / 1_000,
                stale.length,
                found.mostStale(),
                stale.length == 0
                        ? "-"
                        : String.format(
                                Locale.ROOT,
                                "%.1f s, %.1f s",
                                Level.quantile(stale, 0.5) / 1_000,
                                Level.quantile(stale, 1) / 1_000),
                stale.length == 0
                        ? "-"
                        : String.format(
                                Locale.ROOT,
                                "%,.0f, %,.0f",
                                Arrays.stream(stale).sum() / 1_000 * TOKENS_EACH,
                                found.mostStale() * TOKENS_EACH));
    }

    private static String regions(Function<Scale.Region, String> say) {
        return String.join(", ", ASSUMED.regions().stream().map(say).toList());
    }

    @SuppressWarnings("AnnotateFormatMethod") // called in this class only
    private static void say(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values));
    }
}
