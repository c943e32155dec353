package ripcord.verifier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** An API key in a file, read anew on each use. */
record KeyFile(Path file) implements Supplier<String> {
    KeyFile {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("apiKeyFile: " + file + " (expected: a file that can be read)");
        }
    }

    @Override
    public String get() {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("API key: " + file + " cannot be read", e);
        }
    }
}
