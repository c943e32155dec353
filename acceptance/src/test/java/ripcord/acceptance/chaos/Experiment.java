package ripcord.acceptance.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import ripcord.acceptance.chaos.Asked.Outcome;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.StallMeter;

/// One row of the matrix, carried out: starts everything, puts it under load, breaks one thing, heals it, waits until
/// all is well, and looks at every session at every node.
final class Experiment {
    private static final Duration WELL_FOR = Duration.ofSeconds(2);
    private static final Duration RECOVERS_WITHIN = Duration.ofSeconds(30);

    private final Row row;
    private final Installation in;
    private final Load load;
    private final List<String> whole = new ArrayList<>();

    private Experiment(Row row, Installation in, Load load) {
        this.row = row;
        this.in = in;
        this.load = load;
    }

    /// Takes as long as the fault lasts, and ten to sixty seconds.
    ///
    /// @param folder empty; keeps what the processes print
    static Verdict run(Row row, Path folder) {
        try (StallMeter stalls = new StallMeter();
                Installation in = Installation.start(folder, row.setup());
                Load load = new Load(in)) {
            return new Experiment(row, in, load).run(stalls);
        }
    }

    private Verdict run(StallMeter stalls) {
        Faults faults = new Faults(in);
        row.fault().prepares().accept(faults);
        load.start();
        // What does not work before anything is broken says nothing about the fault.
        Await.until(RECOVERS_WITHIN, "all is well before anything is broken", this::isWell);
        Span fault = breakAndHeal(faults);
        awaitWell();
        load.stop();
        audit();
        Duration granted = row.setup().fromMemory();
        if (!granted.isZero()) {
            whole.addAll(Leniency.cutShort(in.history(), in.nodes().size(), granted));
        }
        List<Promptness.Slow> slowest = Promptness.slowest(in.history(), (from, to) -> stalls.between(from, to));
        List<Asked> all = in.history().all();
        List<Verdict.Check> checks = Stream.of(
                        ends(),
                        NothingLost.faults(in.history(), load.sessions()),
                        whole,
                        Promptness.faults(slowest, fault.from()))
                .map(Verdict.Check::new)
                .toList();
        return new Verdict(
                row,
                checks,
                Availability.of(all, fault),
                slowest.getFirst().took(),
                Losses.of(in.history()),
                all.size());
    }

    private Span breakAndHeal(Faults faults) {
        Span fault = Span.since(System.nanoTime());
        row.fault().breaks().accept(faults);
        Await.pass(row.fault().lasts());
        fault = fault.until(System.nanoTime());
        row.fault().heals().accept(faults);
        return fault;
    }

    private void awaitWell() {
        try {
            Await.until(RECOVERS_WITHIN, "all is well for " + WELL_FOR, this::isWell);
        } catch (AssertionError e) {
            whole.add(String.valueOf(e.getMessage()));
        }
    }

    private boolean isWell() {
        Await.pass(Duration.ofMillis(50));
        return Availability.isWhole(in.history().all(), System.nanoTime() - WELL_FOR.toNanos());
    }

    /// Every session, at every node and verifier.
    private void audit() {
        Client client = new Client(in);
        for (Held held : load.sessions()) {
            for (Node node : in.nodes()) {
                settled(() -> client.check(node, held, false));
                settled(() -> client.introspect(node, held, false));
            }
            settled(() -> client.refresh(in.next(), held, false));
        }
        in.watches().forEach(watch -> watch.ask(load.sessions(), false));
    }

    /// One who is asked.
    @FunctionalInterface
    private interface Question {
        Outcome ask();
    }

    /// Not being able to answer, now that all is well, is a fault of its own.
    private void settled(Question question) {
        Outcome outcome = question.ask();
        for (int tries = 0; tries < 20 && (outcome == Outcome.UNAVAILABLE || outcome == Outcome.UNKNOWN); tries++) {
            Await.pass(Duration.ofMillis(100));
            outcome = question.ask();
        }
        if (outcome == Outcome.UNAVAILABLE || outcome == Outcome.UNKNOWN) {
            whole.add("not to be found out afterwards");
        }
    }

    private List<String> ends() {
        Duration granted = row.setup().fromMemory();
        List<Watch.Claim> claims =
                in.watches().stream().flatMap(watch -> watch.claims().stream()).toList();
        List<String> faults =
                new ArrayList<>(EndsHold.faults(in.history(), in.nodes().size(), granted, claims));
        if (!granted.isZero()) {
            faults.addAll(Leniency.unmarked(in.history()));
        }
        in.watches().forEach(watch -> faults.addAll(watch.faults()));
        return faults;
    }
}
