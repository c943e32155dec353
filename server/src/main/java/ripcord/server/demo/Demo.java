package ripcord.server.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ripcord demo`: shows a sign-in being taken back from three services, and leaves everything running.
@Command(
        name = "demo",
        description = {
            "Starts a server and three services that embed the verifier, signs somebody in, takes it back, and shows"
                    + " how long each service took to refuse. Everything keeps running until --stop."
        },
        mixinStandardHelpOptions = true,
        footer = {"  ripcord demo", "  ripcord demo --no-color | tee transcript.txt", "  ripcord demo --stop"})
public final class Demo implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG = 2;
    private static final List<Integer> USUAL_PORTS = List.of(8490, 8491, 8492, 8493);

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where everything is kept. Default: demo-data here, or a temporary folder")
    private @Nullable Path data;

    @Option(names = "--stop", description = "Ends a demo that runs, frees its ports and deletes its folder.")
    private boolean stop;

    @Option(names = "--record", paramLabel = "FILE", description = "Also writes what is shown as a picture (SVG).")
    private @Nullable Path record;

    @Option(names = "--no-color", description = "No colours; they are left out too where NO_COLOR is set.")
    private boolean noColour;

    private final Map<String, String> environment;
    private final LongSupplier nanos;
    private final Commands commands;

    /// @param nanos       a monotonic clock, the same in every process where the machine has such
    /// @param serverClass the server's main class
    public Demo(Map<String, String> environment, LongSupplier nanos, String serverClass) {
        this.environment = environment;
        this.nanos = nanos;
        this.commands = new Commands(serverClass, "ripcord.sample.demo.DemoService");
    }

    @Override
    public Integer call() {
        try {
            var folder = DemoFolder.choose(data);
            return stop ? stop(folder) : run(folder);
        } catch (DemoException e) {
            return fail(WRONG, e.getMessage());
        }
    }

    private int run(DemoFolder folder) {
        var running = folder.recorded().stream()
                .filter(process -> process.running().isPresent())
                .toList();
        if (!running.isEmpty()) {
            return fail(WRONG, "a demo runs already in " + folder.path() + " (expected: end it with --stop first)");
        }
        folder.make();
        var fleet = new Fleet(folder);
        // Ctrl-C at any moment before the end leaves nothing behind.
        Runtime.getRuntime().addShutdownHook(new Thread(fleet::end));
        var screen = screen(System.out);
        try {
            new Story(new Story.Parts(folder, fleet, commands, screen, nanos), Ports.free(USUAL_PORTS)).tell();
            record(screen);
            fleet.release();
            return DONE;
        } catch (DemoException e) {
            boolean interrupted = fleet.isOver();
            fleet.end();
            return interrupted ? FAILED : fail(FAILED, e.getMessage());
        }
    }

    @SuppressWarnings("SystemConsoleNull") // from 25 on it is null again where there is no terminal
    private Screen screen(PrintStream out) {
        boolean terminal = System.console() != null && System.console().isTerminal();
        boolean able = terminal && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
        boolean colour =
                able && !noColour && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Screen(out, able, colour);
    }

    private void record(Screen screen) {
        if (record == null) {
            return;
        }
        // What to type next is for whoever has the demo, and for a page it is too wide.
        var shown = screen.kept().stream()
                .takeWhile(line -> !line.plain().isEmpty())
                .toList();
        try {
            Files.writeString(record, Svg.of("ripcord demo: a sign-in is taken back from three services", shown));
        } catch (IOException e) {
            throw new DemoException("--record: " + record + " cannot be written", e);
        }
    }

    private static int stop(DemoFolder folder) {
        if (!folder.isDemo()) {
            return fail(WRONG, "no demo in " + folder.path() + " (expected: the --data of one that was started)");
        }
        var recorded = folder.recorded();
        Fleet.end(
                recorded.stream().flatMap(process -> process.running().stream()).toList());
        var ports = recorded.stream().map(Recorded::port).toList();
        var taken = Ports.taken(ports);
        try {
            folder.delete();
        } catch (IOException e) {
            return fail(FAILED, folder.path() + " cannot be deleted: " + e.getMessage());
        }
        System.out.println("Ended " + recorded.size() + " processes; free again: " + list(ports, taken) + ".");
        return taken.isEmpty()
                ? DONE
                : fail(FAILED, "in use by something that the demo did not start: " + list(taken, List.of()));
    }

    private static String list(List<Integer> ports, List<Integer> without) {
        return ports.stream()
                .filter(port -> !without.contains(port))
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
    }

    private static int fail(int code, @Nullable String message) {
        System.err.println("ripcord: " + message);
        return code;
    }
}
