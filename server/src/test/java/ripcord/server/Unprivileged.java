package ripcord.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs the program as a user for whom the modes of files hold, whoever runs the tests: in a process of its own, root
/// is left without what lets it read everything.
final class Unprivileged {
    private static final List<String> WITHOUT_CAPABILITIES =
            List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--");

    private Unprivileged() {}

    /// @param closed a file or folder that nobody may read
    static Said by(Path closed, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        if (Files.isReadable(closed)) {
            assumeTrue(works("true"), "needs setpriv, and the right to use it");
            command.addAll(WITHOUT_CAPABILITIES);
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static boolean works(String program) throws InterruptedException {
        var command = new ArrayList<>(WITHOUT_CAPABILITIES);
        command.add(program);
        try {
            return run(command).code() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Said run(List<String> command) throws IOException, InterruptedException {
        var err = Files.createTempFile("unprivileged", ".err");
        try {
            var process =
                    new ProcessBuilder(command).redirectError(err.toFile()).start();
            process.getOutputStream().close();
            var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Said(process.waitFor(), out, Files.readString(err));
        } finally {
            Files.delete(err);
        }
    }
}
