package ripcord.server.database;

import java.nio.file.Path;

/// What was to be a store is none, or not a whole one: nothing but a backup helps.
public final class StoreDamagedException extends StoreUnavailableException {
    private static final long serialVersionUID = 1;

    StoreDamagedException(String message) {
        super(message);
    }

    StoreDamagedException(String message, Throwable cause) {
        super(message, cause);
    }

    static StoreDamagedException of(Path file) {
        return new StoreDamagedException(file + " " + StoreFault.DAMAGED);
    }
}
