package ripcord.server.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The files below `spec/`, wherever the tests run.
public final class SpecFiles {
    /// Refuses what the contract refuses: a member given twice, text after the end.
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private SpecFiles() {}

    /// A file that holds JSON.
    ///
    /// @param name below `spec/`, as in `vectors/refresh.json`
    public static JsonNode json(String name) {
        return JSON.readTree(text(name));
    }

    /// A file's text.
    ///
    /// @param name below `spec/`
    public static String text(String name) {
        try {
            return Files.readString(root().resolve("spec").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path root() {
        var given = System.getProperty("ripcord.root");
        var folder = Path.of(given == null ? "" : given).toAbsolutePath();
        while (!Files.exists(folder.resolve("spec/openapi.json"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("no spec/openapi.json here or above (expected: the repository)");
            }
        }
        return folder;
    }
}
