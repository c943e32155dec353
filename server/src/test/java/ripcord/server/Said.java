package ripcord.server;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/// What a command wrote, and how it ended. Takes the process's own streams meanwhile: tests that use it lock them. What
/// happened to servers that run in this process, and was told meanwhile, is not the command's.
record Said(int code, String out, String err) {
    static Said by(String... arguments) {
        return by(Map.of(), arguments);
    }

    static Said by(Map<String, String> environment, String... arguments) {
        var outBefore = System.out;
        var errBefore = System.err;
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int code = Main.run(environment, arguments);
            return new Said(
                    code, out.toString(StandardCharsets.UTF_8), withoutOthers(err.toString(StandardCharsets.UTF_8)));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    /// Where a fuzz target ran before in the same JVM, its agent tells standard error of each class that is loaded.
    private static String withoutOthers(String said) {
        return said.lines()
                .filter(line -> !line.startsWith("INFO: Instrumented ") && !line.endsWith(" [events]"))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }
}
