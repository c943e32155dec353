package ripcord.server.config;

/// The server cannot start as it was told to: names the key, the value and what was expected.
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    /// @param key      as the operator wrote it: `--port`, `RIPCORD_PORT`, or the file and its key
    /// @param value    what was stated
    /// @param expected what would have been right
    public ConfigException(String key, String value, String expected) {
        super(key + ": " + value + " (expected: " + expected + ")");
    }
}
