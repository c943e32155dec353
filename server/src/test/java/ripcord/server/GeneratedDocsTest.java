package ripcord.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import ripcord.server.audit.EventsReference;
import ripcord.server.config.ConfigurationReference;
import ripcord.server.http.OutagesReference;
import ripcord.server.metrics.MetricsReference;
import ripcord.server.policy.PolicyReference;

/// The references in `docs/` say what the code says. `./dev/docs` runs this test with `-Dripcord.docs=write`, which
/// writes them.
class GeneratedDocsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /// By its path, what makes a document out of what it was.
    private static final Map<String, UnaryOperator<String>> DOCUMENTS = Map.of(
            "docs/commands.md", _ -> CommandsReference.markdown(),
            "docs/configuration.md", _ -> ConfigurationReference.markdown(),
            "docs/events.md", _ -> EventsReference.markdown(),
            "docs/metrics.md", _ -> MetricsReference.markdown(),
            "docs/outages.md", _ -> OutagesReference.markdown(),
            "docs/policy.md", _ -> PolicyReference.markdown());

    static Stream<String> documents() {
        return DOCUMENTS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void aReferenceSaysWhatTheCodeSays(String name) throws IOException {
        var file = ROOT.resolve(name);
        var written = Files.exists(file) ? Files.readString(file) : "";
        var made = DOCUMENTS.get(name).apply(written);
        if ("write".equals(System.getProperty("ripcord.docs"))) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, made);
            return;
        }
        assertThat(written)
                .as("%s is not what the code says: run ./dev/docs", name)
                .isEqualTo(made);
    }
}
