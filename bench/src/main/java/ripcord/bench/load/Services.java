package ripcord.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Processes of services, each with verifiers that follow one server. They share the machine's monotonic clock with
/// this process, so readings can be subtracted. End with [#close].
public final class Services implements AutoCloseable {
    private final List<Process> processes = new ArrayList<>();
    private final int verifiers;
    private int unsure;

    private Services(int verifiers) {
        this.verifiers = verifiers;
    }

    /// Starts them, and waits until every verifier has what it needs.
    ///
    /// @param verifiers of each process
    /// @param followed  whose feed they read
    /// @param first     of the servers on the store: whose tokens they take
    public static Services start(int processes, int verifiers, ServerProcess followed, ServerProcess first)
            throws IOException {
        var services = new Services(verifiers);
        try {
            for (int i = 0; i < processes; i++) {
                services.processes.add(process(verifiers, followed, first));
            }
            services.expectEach("ready");
            return services;
        } catch (IOException | RuntimeException e) {
            services.close();
            throw e;
        }
    }

    /// A verifier that is not served in time says so: on a busy machine many do while everything is cold.
    private static Process process(int verifiers, ServerProcess followed, ServerProcess first) throws IOException {
        Path log = Path.of(System.getProperty("java.io.tmpdir"), "ripcord-bench-services.log");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SubscribersMain.class.getName(),
                        first.issuer(),
                        Integer.toString(followed.port()),
                        first.rootKeyFile().toString(),
                        Integer.toString(verifiers))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    int verifiers() {
        return processes.size() * verifiers;
    }

    int processes() {
        return processes.size();
    }

    /// How many refused a token as stale before they heard that it was revoked: they do not count.
    public int unsure() {
        return unsure;
    }

    /// Has each verifier accept a token, and watch it.
    public void hold(String accessToken) throws IOException {
        for (var service : processes) {
            var to = service.outputWriter(StandardCharsets.UTF_8);
            to.write(accessToken + "\n");
            to.flush();
        }
        expectEach("ready");
    }

    /// How long after `sent` each of them refused what it held, in nanoseconds.
    public List<Long> refusedAfter(long sent) throws IOException {
        List<Long> delays = new ArrayList<>();
        for (var service : processes) {
            for (int i = 0; i < verifiers; i++) {
                String[] words =
                        expect("", service.inputReader(StandardCharsets.UTF_8)).split(" ", -1);
                if (words[0].equals("refused")) {
                    delays.add(Long.parseLong(words[1]) - sent);
                } else {
                    unsure++;
                }
            }
        }
        return delays;
    }

    private void expectEach(String beginning) throws IOException {
        for (var service : processes) {
            expect(beginning, service.inputReader(StandardCharsets.UTF_8));
        }
    }

    private static String expect(String beginning, BufferedReader from) throws IOException {
        String line = from.readLine();
        if (line == null || !line.startsWith(beginning)) {
            throw new IOException("a service said " + line + " (expected: " + beginning
                    + "…); see ripcord-bench-services.log in the folder for temporary files");
        }
        return line;
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
    }
}
