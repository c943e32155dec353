package ripcord.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import ripcord.bench.Machine;
import ripcord.bench.Scratch;
import ripcord.bench.load.Driver;
import ripcord.bench.load.Scripts;
import ripcord.server.load.Script;

/// How long the server takes to its first answer, and how much memory it holds, beside the HTTP server that it stands
/// on.
final class Starts {
    private static final int TIMES = 7;
    private static final int CREDENTIALS = 2_000;
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Duration loaded;
    private final Section section;

    /// @param each under load, three times
    Starts(Duration each, Machine machine) {
        this.loaded = each.multipliedBy(3);
        this.section = new Section("start and memory", machine);
    }

    void measure() throws IOException, InterruptedException {
        var folder = Scratch.folder("store");
        section.line(
                "From the start of the process to the first 200, asked every 2 ms: `./ripcord serve` with its AOT cache on a"
                        + " store that there is already, %d times, the one in the middle and all.",
                TIMES);
        section.line(
                "Memory is what is resident, %d s after the start, and at most during %d s of load with %d connections.",
                QUIET.toSeconds(), loaded.toSeconds(), Requests.CONNECTIONS);
        section.line("");
        section.line("| | milliseconds | all | goal |");
        section.line("|---|---|---|---|");
        starts("Ripcord, both processors", () -> start(folder, Cores::all), "800");
        starts("Ripcord, one processor", () -> start(folder, Cores::server), "800 with both");
        starts("the HTTP server alone, both processors", () -> startBare(Cores::all), "");
        starts("the HTTP server alone, one processor", () -> startBare(Cores::server), "");
        section.line("");
        section.line("| | idle, MB | goal | under load, at most, MB | goal |");
        section.line("|---|---|---|---|---|");
        memory(folder);
        bareMemory();
        section.line("");
        section.line(
                "Load: session checks, then introspection of access tokens, then refresh and sign-in, %d s each after"
                        + " as much warming up.",
                loaded.toSeconds());
        section.write();
    }

    /// Starts something.
    private interface Starting {
        Running start() throws IOException, InterruptedException;
    }

    private void starts(String name, Starting starting, String goal) throws IOException, InterruptedException {
        starting.start().close();
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            try (var running = starting.start()) {
                millis.add(running.started().toMillis());
            }
        }
        var sorted = millis.stream().sorted().toList();
        section.line("| %s | %d | %s | %s |", name, sorted.get(TIMES / 2), join(millis), goal);
    }

    private static String join(List<Long> numbers) {
        return String.join(
                ", ", numbers.stream().map(each -> Long.toString(each)).toList());
    }

    private static Running start(Path folder, UnaryOperator<List<String>> cores)
            throws IOException, InterruptedException {
        int port = Running.freePort();
        return Running.start(new Running.What(
                cores.apply(Ripcord.serve(folder, port, List.of())), port, "/health", Ripcord.environment()));
    }

    private static Running startBare(UnaryOperator<List<String>> cores) throws IOException, InterruptedException {
        int port = Running.freePort();
        return Running.start(new Running.What(cores.apply(Ripcord.bare(port)), port, "/", Map.of()));
    }

    private void memory(Path folder) throws IOException, InterruptedException {
        try (var server = start(folder, Cores::server)) {
            Thread.sleep(QUIET);
            long idle = server.resident();
            var ripcord = new Ripcord(server, folder);
            load(
                    server,
                    Scripts.drawn(ripcord.signIn("default", CREDENTIALS, "session_token").stream()
                            .map(token -> ripcord.session("default", token))
                            .toList()));
            load(
                    server,
                    Scripts.introspecting(ripcord.signIn("default", CREDENTIALS, "access_token").stream()
                            .map(token -> ripcord.introspect("default", token))
                            .toList()));
            var refreshing = Scripts.refreshing(
                    ripcord.signIn("default", Requests.CONNECTIONS, "refresh_token"),
                    token -> ripcord.refresh("default", token),
                    _ -> {});
            load(server, Scripts.refreshing(refreshing));
            load(server, Scripts.made(_ -> ripcord.signIn("default", false)));
            row("Ripcord", idle, "180", server.mostResident(), "350");
        }
    }

    private void bareMemory() throws IOException, InterruptedException {
        try (var bare = startBare(Cores::server)) {
            Thread.sleep(QUIET);
            long idle = bare.resident();
            var request = ripcord.server.load.Request.of(bare.endpoint(), "GET", "/", "");
            load(bare, Scripts.drawn(List.of(request)));
            row("the HTTP server alone", idle, "", bare.mostResident(), "");
        }
    }

    private void load(Running server, Script.Scripts scripts) throws IOException {
        var driver = new Driver("load", server, Requests.CONNECTIONS, scripts);
        driver.warmUp(loaded);
        var rate = driver.rate(loaded);
        System.err.printf(Locale.ROOT, "%.0f/s, resident %d MB%n", rate.perSecond(), server.resident());
    }

    private void row(String name, long idle, String idleGoal, long loadedAtMost, String loadedGoal) {
        section.line("| %s | %d | %s | %d | %s |", name, idle, idleGoal, loadedAtMost, loadedGoal);
    }
}
