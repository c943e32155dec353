package ripcord.bench.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import ripcord.bench.Scratch;
import ripcord.bench.load.Driver;
import ripcord.server.load.Script;

/// This build beside another one: a server of each on the same processor, asked in turn, several times with new
/// processes. What compilers do differently from one process to the next is then seen, and not taken for a change.
final class Against {
    private static final int FORKS = 3;
    private static final Duration WARMING = Duration.ofSeconds(6);

    private final Path other;
    private final List<String> kinds;

    /// @param other the root of another checkout, built there
    /// @param kinds words of what is asked; all if there are none
    Against(Path other, List<String> kinds) {
        this.other = other.toAbsolutePath();
        this.kinds = kinds;
    }

    void measure() throws IOException, InterruptedException {
        System.out.println("answers a second of the server's processor time in the middle of " + Rounds.NUMBER
                + " rounds: this build, the other one, ratio within a round (all)");
        for (int fork = 1; fork <= FORKS; fork++) {
            boolean first = fork % 2 == 1;
            try (var a = start(first ? Ripcord.root() : other);
                    var b = start(first ? other : Ripcord.root())) {
                measure(fork, first ? a : b, first ? b : a);
            }
        }
    }

    private record Started(Running server, Path folder) implements AutoCloseable {
        @Override
        public void close() {
            server.close();
        }
    }

    private static Started start(Path root) throws IOException, InterruptedException {
        var folder = Scratch.folder("store");
        int port = Running.freePort();
        return new Started(
                Running.start(new Running.What(
                        Cores.server(Ripcord.serve(root, folder, port, List.of())),
                        port,
                        "/health",
                        Ripcord.environment())),
                folder);
    }

    private void measure(int fork, Started ours, Started others) throws IOException {
        var here = drivers(ours);
        var there = drivers(others);
        for (String kind : here.keySet()) {
            warmUp(here, kind);
            warmUp(there, kind);
        }
        var all = new ArrayList<>(here.values());
        all.addAll(there.values());
        boolean _ = Driver.warmUp(all, Rounds.LENGTH, Requests.MOST_TURNS);
        for (String kind : here.keySet()) {
            measure(fork, kind, driver(here, kind), driver(there, kind));
        }
    }

    private static void warmUp(Map<String, Driver> drivers, String kind) throws IOException {
        driver(drivers, kind).warmUp(WARMING);
    }

    private static void measure(int fork, String kind, Driver here, Driver there) throws IOException {
        var rounds = new Rounds();
        for (int round = 0; round < Rounds.NUMBER; round++) {
            rounds.add("this", here.rate(Rounds.LENGTH));
            rounds.add("other", there.rate(Rounds.LENGTH));
        }
        var ratio = rounds.shares("this", "other", Driver.Rate::perCoreSecond);
        System.out.printf(
                Locale.ROOT,
                "%d: %s: %,.0f, %,.0f, %.3f (%.3f to %.3f)%n",
                fork,
                kind,
                rounds.median("this", Driver.Rate::perCoreSecond),
                rounds.median("other", Driver.Rate::perCoreSecond),
                ratio.middle(),
                ratio.least(),
                ratio.most());
    }

    private static Driver driver(Map<String, Driver> drivers, String kind) {
        var driver = drivers.get(kind);
        if (driver == null) {
            throw new IllegalArgumentException(kind);
        }
        return driver;
    }

    private Map<String, Driver> drivers(Started started) throws IOException {
        var asking = new Asking(new Ripcord(started.server, started.folder));
        var all = new LinkedHashMap<String, Script.Scripts>(asking.checks());
        all.putAll(asking.writes((_, _) -> {}));
        var drivers = new LinkedHashMap<String, Driver>();
        for (var kind : new ArrayList<>(all.entrySet())) {
            if (kinds.isEmpty() || kinds.stream().anyMatch(kind.getKey()::contains)) {
                drivers.put(
                        kind.getKey(),
                        new Driver(kind.getKey(), started.server, Requests.CONNECTIONS, kind.getValue()));
            }
        }
        return drivers;
    }
}
