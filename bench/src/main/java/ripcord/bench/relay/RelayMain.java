package ripcord.bench.relay;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import ripcord.bench.Document;
import ripcord.bench.Machine;
import ripcord.bench.Scratch;
import ripcord.bench.load.Progress;
import ripcord.bench.load.ServerProcess;

/// Measures a tree of a server, a relay and four relays behind that, all processes of this machine, and writes what it
/// found to `docs/scale.md`, where [ScaleMain] takes it from.
public final class RelayMain {
    static final String SECTION = "Measured: a tree of 1 + 4 relays";
    private static final Pattern SEQ = Pattern.compile("\"seq\":([0-9]+)");
    private static final int WARM = 150;
    private static final int MEASURED = 400;
    private static final int NEAR = 10;
    private static final int BEHIND_EACH = 50;
    private static final int LEAVES = 4;
    private static final double IDLE_SECONDS = 10;
    /// No part of what is between two heartbeats: all verifiers of a relay get theirs at the same moment.
    private static final int LOOK_MS = 73;
    private static final double[] SHARES = {0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1};

    private final HttpClient client = HttpClient.newHttpClient();
    private final ServerProcess server;
    private final String key;
    private final List<RelayProcess> leaves = new ArrayList<>();

    private RelayMain(ServerProcess server) throws IOException {
        this.server = server;
        this.key = server.rootKey();
    }

    /// See the class.
    public static void main(String[] args) throws Exception {
        var machine = Machine.now();
        var progress = new Progress(Duration.ofMinutes(5));
        try (var server = ServerProcess.start()) {
            var text = new RelayMain(server).measure(machine, progress);
            System.out.println(text);
            Document.replace(file(), SECTION, text);
        }
        System.exit(0);
    }

    static Path file() {
        return RelayProcess.root().resolve("docs/scale.md");
    }

    private String measure(Machine machine, Progress progress) throws IOException, InterruptedException {
        var folder = Scratch.folder("relay");
        var shared = new RelayProcess.Shared(folder, folder.resolve("relay.keys"));
        var relayKey = folder.resolve("relay.key");
        run(
                RelayProcess.root().resolve("ripcord").toString(),
                "relay-key",
                "bench",
                "--keys-file",
                shared.keys().toString(),
                "--output",
                relayKey.toString());
        get("http://localhost:" + server.port() + "/t/default/.well-known/jwks.json", "");
        progress.now("starting relays");
        try (var top = RelayProcess.start(
                        "top", URI.create("http://localhost:" + server.port()), server.rootKeyFile(), shared);
                var direct = new Level();
                var first = new Level();
                var second = new Level()) {
            for (int i = 0; i < LEAVES; i++) {
                leaves.add(RelayProcess.start("leaf" + i, top.uri(), relayKey, shared));
            }
            var shown = Files.readString(relayKey).strip();
            direct.follow(URI.create("http://127.0.0.1:" + server.port()), key, NEAR);
            first.follow(top.uri(), shown, NEAR);
            for (var leaf : leaves) {
                second.follow(leaf.uri(), shown, BEHIND_EACH);
            }
            return found(machine, progress, List.of(direct, first, second), shown);
        } finally {
            leaves.forEach(RelayProcess::close);
        }
    }

    private String found(Machine machine, Progress progress, List<Level> levels, String shown)
            throws IOException, InterruptedException {
        progress.now("warming up");
        revoke(WARM, new ArrayList<>());
        progress.now("idle");
        double idleBefore = used();
        long bytesBefore = sent(shown);
        var staleness = staleness(levels);
        double idle = (used() - idleBefore) / IDLE_SECONDS;
        long idleBytes = sent(shown) - bytesBefore;
        progress.now("revoking");
        long begun = System.nanoTime();
        double before = used();
        long sentBefore = sent(shown);
        var revoked = new ArrayList<long[]>();
        revoke(MEASURED, revoked);
        TimeUnit.SECONDS.sleep(1);
        double seconds = (System.nanoTime() - begun) / 1e9;
        double streams = LEAVES * BEHIND_EACH;
        double busy = used() - before - idle * seconds;
        double entryBytes = (sent(shown) - sentBefore - idleBytes / IDLE_SECONDS * seconds) / (MEASURED * streams);
        // Two heartbeats a second on each stream.
        double beatBytes = idleBytes / (IDLE_SECONDS * 2 * streams);
        var delays = new ArrayList<double[]>();
        var hops = new ArrayList<Double>();
        levels.forEach(level -> delays.add(delays(level, revoked)));
        for (long[] one : revoked) {
            for (int i = 1; i < levels.size(); i++) {
                double hop = Level.median(levels.get(i).heldAt(one[0]))
                        - Level.median(levels.get(i - 1).heldAt(one[0]));
                if (!Double.isNaN(hop)) {
                    hops.add(Math.max(0, hop / 1e6));
                }
            }
        }
        double[] hop = Level.ordered(hops);
        long resident = leaves.getFirst().residentMegabytes();
        double microsEach = busy * 1e6 / (MEASURED * streams);
        double idleEach = idle / LEAVES;
        return text(
                """
                By `./dev/bench relay`. %s.
                A server on SQLite, a relay that follows it, four relays that follow that one, each a process as `./ripcord` starts it; %d verifiers follow the server, %d the first relay, %d each of the four, all in one more process. %d revocations one after the other,
                %d before them that do not count. Bound 2 s, heartbeats each 500 ms for verifiers and each 100 ms between relays. All of it shares two cores, which is most of what is seen in the tails.

                | revoke sent until held | p50 | p99 | longest | claimed staleness, idle: p50, greatest |
                |---|---|---|---|---|
                | at the server | %s | %s |
                | behind one relay | %s | %s |
                | behind two relays | %s | %s |
                | what one hop adds (medians of each revocation) | %s | |

                | a relay with %d verifiers | |
                |---|---|
                | an entry, a heartbeat, as sent to each | %.0f and %.0f bytes |
                | an entry to one verifier | %.0f µs of the processor, its reading from upstream included |
                | idle, heartbeats alone | %.1f %% of a core, most of it for ten heartbeats a second from upstream and what a relay looks after by itself |
                | resident | %d MiB |

                <!-- parameters: first_ms=%s hop_ms=%s stale_ms=%.0f entry_bytes=%.0f beat_bytes=%.0f entry_micros=%.1f idle_cores=%.4f resident_mib=%d -->
                """,
                machine,
                NEAR,
                NEAR,
                BEHIND_EACH,
                MEASURED,
                WARM,
                row(delays.get(0)),
                two(staleness.get(0)),
                row(delays.get(1)),
                two(staleness.get(1)),
                row(delays.get(2)),
                two(staleness.get(2)),
                row(hop),
                BEHIND_EACH,
                entryBytes,
                beatBytes,
                microsEach,
                idleEach * 100,
                resident,
                list(delays.get(0)),
                list(hop),
                Level.quantile(staleness.get(2), 0.5),
                entryBytes,
                beatBytes,
                microsEach,
                idleEach,
                resident);
    }

    /// How stale those of each level say they are while nothing happens, at many moments.
    private static List<double[]> staleness(List<Level> levels) throws InterruptedException {
        var said = levels.stream().map(_ -> new ArrayList<Double>()).toList();
        long until = System.nanoTime() + (long) (IDLE_SECONDS * 1e9);
        while (System.nanoTime() - until < 0) {
            for (int i = 0; i < levels.size(); i++) {
                for (double each : levels.get(i).staleness()) {
                    said.get(i).add(each);
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
        }
        return said.stream().map(Level::ordered).toList();
    }

    @SuppressWarnings("AnnotateFormatMethod") // called in this class only
    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String row(double[] ordered) {
        return text(
                "%.1f ms | %.1f ms | %.1f ms",
                Level.quantile(ordered, 0.5), Level.quantile(ordered, 0.99), Level.quantile(ordered, 1));
    }

    private static String two(double[] ordered) {
        return text("%.0f ms, %.0f ms", Level.quantile(ordered, 0.5), Level.quantile(ordered, 1));
    }

    private static String list(double[] ordered) {
        return Arrays.stream(SHARES)
                .mapToObj(share -> text("%.1f", Level.quantile(ordered, share)))
                .collect(Collectors.joining(","));
    }

    private static double[] delays(Level level, List<long[]> revoked) {
        var all = new ArrayList<Double>();
        for (long[] one : revoked) {
            for (long at : level.heldAt(one[0])) {
                all.add((at - one[1]) / 1e6);
            }
        }
        return Level.ordered(all);
    }

    /// @param into gets seq, and when it was sent
    private void revoke(int number, List<long[]> into) throws IOException, InterruptedException {
        var uri = URI.create("http://localhost:" + server.port() + "/admin/v1/tenants/default/revocations");
        for (int i = 0; i < number; i++) {
            var body = "{\"target_type\":\"subject\",\"target\":\"s" + i + "\",\"reason\":\"bench\"}";
            var request = HttpRequest.newBuilder(uri)
                    .header("Authorization", "Bearer " + key)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            long begun = System.nanoTime();
            var answer = client.send(request, BodyHandlers.ofString());
            var seq = SEQ.matcher(answer.body());
            if (answer.statusCode() != 201 || !seq.find()) {
                throw new IOException("not revoked: " + answer.body());
            }
            into.add(new long[] {Long.parseLong(seq.group(1)), begun});
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /// Seconds of the processor that the four relays have used, their compilers' left out.
    private double used() throws IOException {
        double all = 0;
        for (var leaf : leaves) {
            var used = leaf.processor().used();
            all += used.all() - used.compiling();
        }
        return all;
    }

    /// Bytes that the four relays have sent.
    private long sent(String shown) throws IOException, InterruptedException {
        long all = 0;
        for (var leaf : leaves) {
            all += get(leaf.uri() + "/metrics", shown)
                    .lines()
                    .filter(line -> line.startsWith("ripcord_feed_sent_bytes_total "))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                    .sum();
        }
        return all;
    }

    private String get(String uri, String shown) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(uri));
        if (!shown.isEmpty()) {
            request.header("Authorization", "Bearer " + shown);
        }
        return client.send(request.build(), BodyHandlers.ofString()).body();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("RIPCORD_JAVA_HOME", System.getProperty("java.home"));
        if (builder.start().waitFor() != 0) {
            throw new IOException("failed: " + String.join(" ", command));
        }
    }
}
