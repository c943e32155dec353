package ripcord.bench.feed;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import ripcord.bench.load.ServerProcess;

/// The processes of subscribers. End with [#close].
final class Crowds implements AutoCloseable {
    private final List<Process> processes = new ArrayList<>();
    private final List<BufferedReader> answers = new ArrayList<>();

    private Crowds() {}

    /// What they have counted so far, all together.
    ///
    /// @param bytes    that came in
    /// @param refusals of requests for a stream
    /// @param breaks   of streams, refusals among them
    /// @param stalest  how stale a copy became at most since this was asked last, in nanoseconds
    record Counts(long bytes, long refusals, long breaks, long stalest) {}

    /// Introspections of those that were stale.
    record Asked(long refused, List<Long> took) {}

    /// @param of whose feed: `one` for that of the first tenant, `all` for that of all tenants
    static Crowds start(int processes, ServerProcess server, String of) throws IOException {
        var crowds = new Crowds();
        for (int i = 0; i < processes; i++) {
            crowds.start(server, of);
        }
        return crowds;
    }

    private void start(ServerProcess server, String of) throws IOException {
        Path log = Path.of(System.getProperty("java.io.tmpdir"), "ripcord-bench-crowd.log");
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx2g",
                        "-XX:+UseSerialGC",
                        "-Xmn256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrowdMain.class.getName(),
                        Integer.toString(server.port()),
                        of)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        processes.add(process);
        answers.add(process.inputReader(StandardCharsets.UTF_8));
        say(process, server.rootKey());
    }

    int processes() {
        return processes.size();
    }

    /// When each of so many new ones was fresh, by the monotonic clock.
    List<Long> open(int more) throws IOException {
        for (int i = 0; i < processes.size(); i++) {
            int share = more / processes.size() + (i < more % processes.size() ? 1 : 0);
            say(processes.get(i), "open " + share);
        }
        return all();
    }

    /// When each was fresh again.
    ///
    /// @param subscribers how many there are
    /// @param tokens      that stale ones introspect
    List<Long> comeBack(int subscribers, List<String> tokens) throws IOException {
        String all = tokens.isEmpty() ? "" : " " + String.join(" ", tokens);
        sayEach("come-back " + subscribers / processes.size() + all);
        return all();
    }

    Asked asked() throws IOException {
        long refused = 0;
        var took = new ArrayList<Long>();
        for (String[] words : ask("asked", "asked")) {
            refused += Long.parseLong(words[1]);
            Arrays.stream(words)
                    .skip(2)
                    .filter(word -> !word.isEmpty())
                    .map(Long::parseLong)
                    .forEach(took::add);
        }
        return new Asked(refused, took);
    }

    void watch(String tenant, String session) throws IOException {
        ask("watch " + tenant + " " + session, "watching");
    }

    void skim() throws IOException {
        ask("skim", "skimming");
    }

    /// When the last entries came to each that skims; waits until all have been sent what stands there.
    List<Long> skimmed(long seq) throws IOException, InterruptedException {
        var nanos = new ArrayList<Long>();
        for (int i = 0; i < processes.size(); i++) {
            String[] words = {"skimmed", ""};
            while (words[1].isEmpty()) {
                Thread.sleep(50);
                say(processes.get(i), "skimmed " + seq);
                words = expect("skimmed", answers.get(i));
            }
            Arrays.stream(words).skip(1).map(Long::parseLong).forEach(nanos::add);
        }
        return nanos;
    }

    /// When each has reached what was asked for.
    List<Long> all() throws IOException {
        var nanos = new ArrayList<Long>();
        for (var answer : answers) {
            Arrays.stream(expect("all", answer)).skip(1).map(Long::parseLong).forEach(nanos::add);
        }
        return nanos;
    }

    /// Position and time of each entry that one subscriber of each process has learned of since [#skim].
    List<long[]> recorded() throws IOException {
        return ask("recorded", "recorded").stream()
                .flatMap(words -> Stream.of(words).skip(1))
                .map(each -> each.split(":", 2))
                .map(pair -> new long[] {Long.parseLong(pair[0]), Long.parseLong(pair[1])})
                .toList();
    }

    Counts counts() throws IOException {
        long[] sums = new long[3];
        long stalest = 0;
        for (String[] words : ask("counts", "counts")) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += Long.parseLong(words[1 + i]);
            }
            stalest = Math.max(stalest, Long.parseLong(words[4]));
        }
        return new Counts(sums[0], sums[1], sums[2], stalest);
    }

    private List<String[]> ask(String line, String beginning) throws IOException {
        sayEach(line);
        var all = new ArrayList<String[]>();
        for (var answer : answers) {
            all.add(expect(beginning, answer));
        }
        return all;
    }

    private void sayEach(String line) throws IOException {
        for (var process : processes) {
            say(process, line);
        }
    }

    private static void say(Process process, String line) throws IOException {
        var to = process.outputWriter(StandardCharsets.UTF_8);
        to.write(line + "\n");
        to.flush();
    }

    private static String[] expect(String beginning, BufferedReader from) throws IOException {
        String line = from.readLine();
        if (line == null || !line.startsWith(beginning)) {
            throw new IOException("a process of subscribers said " + line + " (expected: " + beginning
                    + "…); see ripcord-bench-crowd.log in the folder for temporary files");
        }
        return line.split(" ", -1);
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
    }
}
