package ripcord.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// How long after a backend *sends* the end of a session each of 100 verifiers in other processes refuses its access
/// token.
/// Processes of one Linux machine share the monotonic clock, so their readings can be subtracted.
final class RevokeToRefusal {
    private static final int PROCESSES = 4;
    private static final int VERIFIERS = 25;
    private static final int ROUNDS = 200;
    /// Until the compilers of all five processes have what they need.
    private static final int WARMING = 300;

    private final ServerProcess server;
    private final ServerProcess revoking;
    private final Backend backend;

    RevokeToRefusal(ServerProcess server, Backend backend) {
        this(server, server, backend);
    }

    /// @param server   which verifiers follow
    /// @param revoking which is told to revoke
    RevokeToRefusal(ServerProcess server, ServerProcess revoking, Backend backend) {
        this.server = server;
        this.revoking = revoking;
        this.backend = backend;
    }

    String measure() throws IOException, InterruptedException {
        List<Process> services = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                services.add(start());
            }
            for (Process service : services) {
                expect("ready", service.inputReader(StandardCharsets.UTF_8));
            }
            List<Long> delays = new ArrayList<>();
            for (int round = 0; round < WARMING + ROUNDS; round++) {
                List<Long> measured = round(services, round);
                if (round >= WARMING) {
                    delays.addAll(measured);
                }
            }
            return report(delays);
        } finally {
            services.forEach(Process::destroy);
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SubscribersMain.class.getName(),
                        revoking.issuer(),
                        Integer.toString(server.port()),
                        revoking.rootKeyFile().toString(),
                        Integer.toString(VERIFIERS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private List<Long> round(List<Process> services, int round) throws IOException {
        try (var connection = new Connection(revoking.port())) {
            String signedIn = Backend.expect(201, connection.exchange(backend.signIn("revoked" + round, "native")));
            for (Process service : services) {
                var to = service.outputWriter(StandardCharsets.UTF_8);
                to.write(Backend.field(signedIn, "access_token") + "\n");
                to.flush();
            }
            for (Process service : services) {
                expect("ready", service.inputReader(StandardCharsets.UTF_8));
            }
            byte[] end = backend.end(Backend.field(signedIn, "id"));
            long sent = System.nanoTime();
            Backend.expect(200, connection.exchange(end));
            List<Long> delays = new ArrayList<>();
            for (Process service : services) {
                for (int i = 0; i < VERIFIERS; i++) {
                    String line = expect("refused ", service.inputReader(StandardCharsets.UTF_8));
                    delays.add(Long.parseLong(line.substring("refused ".length())) - sent);
                }
            }
            return delays;
        }
    }

    private static String expect(String beginning, BufferedReader from) throws IOException {
        String line = from.readLine();
        if (line == null || !line.startsWith(beginning)) {
            throw new IOException("a service said " + line + " (expected: " + beginning + "…)");
        }
        return line;
    }

    private String report(List<Long> delays) {
        Collections.sort(delays);
        return String.format(
                Locale.ROOT,
                "%-34s p50 %.1f ms, p99 %.1f ms, longest %.1f ms   (%d refusals by %d verifiers in %d processes)",
                server == revoking ? "revoke sent to refusal" : "revoke sent to refusal, other server",
                at(delays, 0.50),
                at(delays, 0.99),
                at(delays, 1),
                delays.size(),
                PROCESSES * VERIFIERS,
                PROCESSES);
    }

    private static double at(List<Long> sorted, double part) {
        return sorted.get((int) Math.min(sorted.size() - 1L, (long) (part * sorted.size()))) / 1e6;
    }
}
