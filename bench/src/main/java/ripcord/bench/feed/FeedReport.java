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

    /// What so many take.
    ///
    /// @param wanted      those that the goals are for
    /// @param subscribers those for whom the process could open files
    String fanOut(int wanted, int subscribers, FanOut.Found found) {
        var goal = REFUSAL_GOALS.get(wanted);
        return head("One node on loopback, SQLite; " + number(subscribers) + " " + found.kind()
                        + ". Bound 2 s, a heartbeat each 500 ms. Measured after "
                        + number(FanOut.warming(subscribers)) + " ends to warm up.")
                + """

                | | | goal |
                |---|---|---|
                | revoke sent to refusal | %s of %s | %s |
                | ended with `?wait`, until all have confirmed | %s of %d%s | |
                | an event with one entry, a heartbeat, as sent | %d and %d bytes | |
                """.formatted(
                                found.refusal(),
                                number(found.refusal().sorted().size()),
                                goal == null ? "" : "p99 " + goal + " ms",
                                found.confirmed().took(),
                                found.confirmed().took().sorted().size(),
                                late(found.confirmed().late()),
                                found.frames().entries(),
                                found.frames().heartbeat())
                + (subscribers < 100 ? "" : each(subscribers, found));
    }

    /// What is too little to be seen where they are few: by more than so few take, the heap has grown or shrunk.
    private static String each(int subscribers, FanOut.Found found) {
        var memory = found.memory();
        double resident = memory.resident() / KIB / KIB;
        String heap = String.format(
                "| live heap while idle, less what is left of it when they have gone | %.1f KiB each | 32 |\n",
                (memory.heap() - memory.heapWithout()) / KIB / subscribers);
        if (subscribers < 1_000) {
            return heap + "| resident | %.0f MiB in all | |\n".formatted(resident) + idle(subscribers, found, "");
        }
        double residentEach = (memory.resident() - memory.residentBefore()) / KIB / subscribers;
        return heap
                + "| resident | %.1f KiB each (%.0f MiB in all) | 32 |\n".formatted(residentEach, resident)
                + idle(subscribers, found, "3 % for 1,000");
    }

    private static String idle(int subscribers, FanOut.Found found, String goal) {
        double idle = found.idle().percent();
        double without = found.without().percent();
        return """
                | idle, heartbeats alone, the whole server without its compilers | %.1f %% of a core, %.1f %% for 1,000 (compilers %.1f %%) | %s |
                | the same before there was a stream | %.1f %% of a core (compilers %.1f %%) | |
                | the difference | %.1f %% of a core, %.1f %% for 1,000 | %s |
                """.formatted(
                        idle,
                        idle * 1_000 / subscribers,
                        found.idle().compiling(),
                        goal,
                        without,
                        found.without().compiling(),
                        idle - without,
                        (idle - without) * 1_000 / subscribers,
                        goal);
    }

    private static String late(int ends) {
        return ends == 0 ? "" : "; at " + ends + " of them some were over their bound before they had said so";
    }

    /// A row more.
    static String light(Delays refusal) {
        return "| revoke sent to refusal, light clients on one thread in place of the verifiers | %s of %s | |\n"
                .formatted(refusal, number(refusal.sorted().size()));
    }

    /// @param bare entries a second in the store alone
    String acknowledged(Revoker.Storm ofOne, Revoker.Storm ofMany, long bare) {
        return head("One node, SQLite, every commit durable; single tokens taken back by a request each, over 128"
                        + " connections; server and driver share the cores.\nThe store alone: 128 threads that each wait"
                        + " until their entry is durable, and one that does what waits in one transaction, with the same"
                        + "\nSQLite, options and JVM, after the server in the same run, on both cores.")
                + """

                | | acknowledged a second | share of the store alone | each | goal |
                |---|---|---|---|---|
                | the store alone: position and row | %s | 1 | | |
                | of one tenant | %s | %.2f | %s | |
                | of eight tenants | %s | %.2f | %s | 15,000 |
                """.formatted(
                                number(bare),
                                number(Math.round(ofOne.perSecond())),
                                ofOne.perSecond() / bare,
                                ofOne.acknowledged(),
                                number(Math.round(ofMany.perSecond())),
                                ofMany.perSecond() / bare,
                                ofMany.acknowledged());
    }

    String storm(Storms.Stormed found) {
        return head("One node, SQLite; " + number(found.storm().all().size())
                        + " single tokens of eight tenants taken back, asked for within a second, while "
                        + number(found.subscribers()) + """
                         light clients follow
                        all tenants. One of them reads every entry; the others note how far the events reach, since all of them together
                        would take the processors from the server.""")
                + """

                | | |
                |---|---|
                | all acknowledged | after %.2f s (%s a second); %s |
                | sent until the one that reads everything had applied it | %s |
                | first one sent until each subscriber was sent everything | %s |
                | oldest copy (bound 2 s) | %.0f ms |
                | streams that broke | %d |
                | sent to all | %s MiB, %.0f bytes an entry |
                """.formatted(
                                found.storm().seconds(),
                                number(Math.round(found.storm().perSecond())),
                                found.storm().acknowledged(),
                                found.heard(),
                                seconds(found.everybody()),
                                found.stalest(),
                                found.broken(),
                                number(found.bytes() >> 20),
                                (double) found.bytes()
                                        / found.subscribers()
                                        / found.storm().all().size());
    }

    String cameBack(Storms.Returned found) {
        return head("One node, SQLite, " + number(found.entries()) + " live entries; all streams of "
                        + number(found.subscribers()) + """
                         light clients break, and they
                        connect again at once, as verifiers do (after Retry-After, or a random pause that grows). Of a snapshot larger than
                        64 KiB they read how far it reaches, and not the entries.""")
                + """

                | | |
                |---|---|
                | fresh again (a snapshot, and then a heartbeat) | %s |
                | requests for a stream that were refused for the time being | %s |
                | sent | %s MiB |
                | the server's processor time | %.1f s |
                """.formatted(
                                seconds(found.fresh()),
                                number(found.counts().refusals()),
                                number(found.counts().bytes() >> 20),
                                found.used().all())
                + (found.asked().took().isEmpty() ? "" : asked(found.asked()));
    }

    private static String asked(Crowds.Asked asked) {
        return """
                | introspections meanwhile (each that is stale asks about one token each two seconds) | %s answered, %s; %s refused |
                """.formatted(number(asked.took().size()), Delays.of(asked.took()), number(asked.refused()));
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
