package ripcord.verifier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import ripcord.verifier.http.ApiKey;

/** An API key in a file, read anew on each use. */
record KeyFile(Path file) implements Supplier<String> {
    /**
     * Reads it for the first time.
     *
     * @param statement the builder's, for the message
     * @throws IllegalArgumentException if it cannot be read, or holds no key; does not quote it
     */
    static KeyFile read(String statement, Path file) {
        var read = new KeyFile(file);
        try {
            ApiKey.check(read.get());
            return read;
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException(statement + ": " + file + " (expected: a file that can be read)", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(statement + ": " + file + ": " + e.getMessage(), e);
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
