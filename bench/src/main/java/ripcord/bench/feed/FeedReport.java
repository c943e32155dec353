package ripcord.bench.feed;

import java.util.Locale;
import java.util.Map;
import ripcord.bench.Machine;
import ripcord.bench.load.Delays;

/// Sections of `docs/benchmarks.md`.
final class FeedReport {
    private static final Map<Integer, Integer> REFUSAL_GOALS = Map.of(100, 20, 1_000, 50, 10_000, 500);
    private static final double KIB = 1024;

    private final Machine machine;

    FeedReport(Machine machine) {
        this.machine = machine;
    }

    String fanOut(int subscribers, FanOut.Found found) {
        var goal = REFUSAL_GOALS.get(subscribers);
        return head("One node on loopback, SQLite; " + number(subscribers) + " " + found.kind()
                        + ". Bound 2 s, a heartbeat each 500 ms.")
                + """

                | | | goal |
                |---|---|---|
                | revoke sent to refusal | %s of %s | %s |
                | ended with `?wait`, until all have confirmed | %s of %d | |
                | an event with one entry, a heartbeat, as sent | %d and %d bytes | |
                """.formatted(
                                found.refusal(),
                                number(found.refusal().sorted().size()),
                                goal == null ? "" : "p99 " + goal + " ms",
                                found.confirmed(),
                                found.confirmed().sorted().size(),
                                found.frames().entries(),
                                found.frames().heartbeat())
                + (subscribers < 100 ? "" : each(subscribers, found));
    }

    /// What is too little to be seen where they are few.
    private static String each(int subscribers, FanOut.Found found) {
        var memory = found.memory();
        double seconds = found.idle().time().toNanos() / 1e9;
        double idle = 100 * found.idle().used().all() / seconds;
        return """
                | live heap | %.1f KiB each | 32 |
                | resident | %.1f KiB each (%.0f MiB in all) | 32 |
                | idle, heartbeats alone | %.1f %% of a core, %.1f %% for 1,000 (compilers %.1f %% of a core) | 3 %% for 1,000 |
                """.formatted(
                        (memory.heap() - memory.heapBefore()) / KIB / subscribers,
                        (memory.resident() - memory.residentBefore()) / KIB / subscribers,
                        memory.resident() / KIB / KIB,
                        idle,
                        idle * 1_000 / subscribers,
                        100 * found.idle().used().compiling() / seconds);
    }

    private String head(String what) {
        return "By `./dev/bench feed`. " + machine + ".\n" + what + "\n";
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String seconds(Delays delays) {
        return String.format(
                Locale.ROOT,
                "half after %.2f s, 99 %% after %.2f s, all after %.2f s",
                delays.at(0.5) / 1e3,
                delays.at(0.99) / 1e3,
                delays.at(1) / 1e3);
    }
}
