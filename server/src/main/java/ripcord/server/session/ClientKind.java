package ripcord.server.session;

import java.util.Optional;

/// What holds the session's credentials.
public enum ClientKind {
    BROWSER("browser"),
    NATIVE("native"),
    SERVICE("service");

    private final String wireName;

    ClientKind(String wireName) {
        this.wireName = wireName;
    }

    /// As JSON and rows hold it.
    public String wireName() {
        return wireName;
    }

    /// The inverse of [#wireName()].
    public static Optional<ClientKind> ofWireName(String name) {
        for (var kind : values()) {
            if (kind.wireName.equals(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
