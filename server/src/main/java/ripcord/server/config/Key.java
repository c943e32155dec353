package ripcord.server.config;

import java.util.Locale;
import java.util.Optional;

/// What can be decided.
public enum Key {
    DATA("data"),
    HOST("host"),
    PORT("port"),
    BASE_URL("base-url"),
    ADMIN_PORT("admin-port"),
    MASTER_KEY_FILE("master-key-file"),
    ALLOW_PLAIN_HTTP("allow-plain-http"),
    EVENTS("events"),
    METRICS_TENANTS("metrics-tenants");

    private final String wireName;

    Key(String wireName) {
        this.wireName = wireName;
    }

    /// As the file holds it, and with two hyphens before it the command line.
    public String wireName() {
        return wireName;
    }

    /// As the command line has it.
    public String flag() {
        return "--" + wireName;
    }

    /// As the environment has it.
    public String variable() {
        return "RIPCORD_" + wireName.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    static Optional<Key> ofWireName(String name) {
        for (var key : values()) {
            if (key.wireName.equals(name)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    static Optional<Key> ofVariable(String name) {
        for (var key : values()) {
            if (key.variable().equals(name)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }
}
