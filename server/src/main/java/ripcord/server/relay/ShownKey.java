package ripcord.server.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import ripcord.server.config.ConfigException;
import ripcord.verifier.http.ApiKey;

/// The API key that a relay shows upstream, in a file that may be replaced while it runs. A secret, so never printed.
/// Thread-safe.
public final class ShownKey {
    private static final Logger LOG = LoggerFactory.getLogger(ShownKey.class);
    private static final int LOOKS_BETWEEN_WARNINGS = 60;

    private final Path file;
    private volatile String current;
    private int failed;

    private ShownKey(Path file, String current) {
        this.file = file;
        this.current = current;
    }

    /// Reads it.
    public static ShownKey read(Path file) throws ConfigException {
        return new ShownKey(file, key(file));
    }

    private static String key(Path file) throws ConfigException {
        try {
            var key = Files.readString(file).strip();
            ApiKey.check(key);
            return key;
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("key to show upstream not read", e);
        }
        throw new ConfigException(
                "--upstream-key-file",
                file.toString(),
                "a file with an API key; ripcord api-key create --right feed makes one");
    }

    /// The latest that was a key.
    public String reveal() {
        return current;
    }

    /// Looks at the file again. What is no key, such as a file that is being written, changes nothing, and is said once
    /// a minute to whoever looks each second.
    ///
    /// @return whether there is another key now
    public synchronized boolean isReplaced() {
        String read;
        try {
            read = key(file);
        } catch (ConfigException e) {
            if (failed++ % LOOKS_BETWEEN_WARNINGS == 0) {
                LOG.warn("key to show upstream not read again, the former is shown why=\"{}\"", e.getMessage());
            }
            return false;
        }
        failed = 0;
        boolean replaced = !read.equals(current);
        current = read;
        return replaced;
    }

    @Override
    public String toString() {
        return "ShownKey[redacted]";
    }
}
