package ripcord.acceptance.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import ripcord.acceptance.client.LostAnswerException;
import ripcord.acceptance.process.Await;
import ripcord.acceptance.process.Build;

/// `./dev/soak`: two nodes in use for a long time, and nothing is broken. Judged by the record of every question as a
/// row of the matrix is, and by what the nodes hold: it must not grow.
public final class SoakMain {
    private static final int MINUTES = 15;
    private static final int FEWEST_MINUTES = 3;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);
    private static final int LOOKS_SHOWN = 6;

    private final List<Memory> looks = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean over;

    private SoakMain() {}

    /// Ends with 1 if anything is wrong, and with 2 on wrong usage.
    ///
    /// @param arguments how many minutes, at least 3; none: 15
    public static void main(String[] arguments) throws IOException {
        int minutes = minutes(arguments);
        Path target = Files.createDirectories(Build.root().resolve("acceptance/target"));
        System.out.printf("dev/soak: two nodes on one PostgreSQL, %d minutes%n", minutes);
        System.exit(new SoakMain().run(minutes, Files.createTempDirectory(target, "soak")) ? 0 : 1);
    }

    private static int minutes(String[] arguments) {
        try {
            int minutes = arguments.length == 0 ? MINUTES : Integer.parseInt(arguments[0]);
            if (arguments.length <= 1 && minutes >= FEWEST_MINUTES) {
                return minutes;
            }
        } catch (NumberFormatException _) {
            // As any other wrong number.
        }
        System.err.println(
                "dev/soak: " + String.join(" ", arguments) + " (expected: minutes, at least " + FEWEST_MINUTES + ")");
        System.exit(2);
        throw new AssertionError();
    }

    private boolean run(int minutes, Path folder) {
        Fault nothing = Fault.of(Duration.ofMinutes(minutes).toSeconds(), this::begin, _ -> over = true);
        Verdict verdict = Experiment.run(Row.of("soak", "nothing is broken", "", Setup.ofNodes(2), nothing), folder);
        List<String> faults = new ArrayList<>(Memory.growth(List.copyOf(looks)));
        verdict.checks().forEach(check -> faults.addAll(check.faults()));
        faults.forEach(fault -> System.out.println("  " + fault));
        System.out.printf(
                "dev/soak: %s; %d questions, the longest answer took %d ms; the processes' output is in %s%n",
                faults.isEmpty() ? "passed" : "FAILED",
                verdict.asked(),
                verdict.longest().toMillis(),
                folder);
        return faults.isEmpty();
    }

    private void begin(Faults faults) {
        Thread.ofPlatform().daemon().name("memory").start(() -> look(faults.installation()));
    }

    private void look(Installation in) {
        long begun = System.nanoTime();
        for (int count = 0; !over; count++) {
            for (Node node : in.nodes()) {
                look(in, node, Duration.ofNanos(System.nanoTime() - begun), count % LOOKS_SHOWN == 0);
            }
            Await.pass(BETWEEN_LOOKS);
        }
    }

    private void look(Installation in, Node node, Duration at, boolean show) {
        try {
            Memory seen = Memory.of(at, node, in.rootKey());
            looks.add(seen);
            if (show) {
                System.out.printf("  %2d min, %s%n", at.toMinutes(), seen);
            }
        } catch (LostAnswerException e) {
            System.out.println("  " + e);
        }
    }
}
