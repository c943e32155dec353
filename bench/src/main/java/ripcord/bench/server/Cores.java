package ripcord.bench.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Which processor is whose, by `taskset` of util-linux: the first one is the server's, the second one the driver's.
final class Cores {
    private static final String SERVER = "0";
    private static final String DRIVER = "1";

    private Cores() {}

    /// Keeps this process to the driver's.
    static void keepDriver() throws IOException, InterruptedException {
        if (Runtime.getRuntime().availableProcessors() < 2) {
            throw new IllegalStateException("processors: 1 (expected: 2, one for the server and one for the driver)");
        }
        var taskset = new ProcessBuilder(
                        "taskset",
                        "-a",
                        "-c",
                        "-p",
                        DRIVER,
                        Long.toString(ProcessHandle.current().pid()))
                .redirectErrorStream(true)
                .start();
        var said = new String(taskset.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (taskset.waitFor() != 0) {
            throw new IllegalStateException("taskset failed: " + said);
        }
    }

    /// The command, kept to the server's processor.
    static List<String> server(List<String> command) {
        return on(SERVER, command);
    }

    /// The command, kept to the driver's processor: what a server stands on, and is not to be counted as the server's.
    static List<String> driver(List<String> command) {
        return on(DRIVER, command);
    }

    /// The command on all processors, though this process is kept to one.
    static List<String> all(List<String> command) {
        return on(SERVER + "," + DRIVER, command);
    }

    private static List<String> on(String cores, List<String> command) {
        var pinned = new ArrayList<>(List.of("taskset", "-c", cores));
        pinned.addAll(command);
        return pinned;
    }
}
