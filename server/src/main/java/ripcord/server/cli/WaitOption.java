package ripcord.server.cli;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Whether to wait for the verifiers.
final class WaitOption {
    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            converter = Values.Wait.class,
            description = "Wait until every verifier has confirmed, at most so long: 100ms to 30s.")
    private @Nullable Duration wait;

    /// As a parameter of the query.
    Ask inQuery(Ask ask) {
        return ask.waiting(wait);
    }

    /// As a member of the body.
    void inBody(Map<String, Object> body) {
        if (wait != null) {
            body.put("wait", wait.toString());
        }
    }

    /// Lets the answer take that much longer.
    Ask patient(Ask ask) {
        return ask.patient(wait);
    }
}
