package ripcord.server.database;

import java.nio.file.Path;

/// A store that this process may not read. Nothing is said about its soundness.
public final class StoreUnreadableException extends StoreUnavailableException {
    private static final long serialVersionUID = 1;

    private StoreUnreadableException(String message) {
        super(message);
    }

    private StoreUnreadableException(String message, Throwable cause) {
        super(message, cause);
    }

    static StoreUnreadableException of(Path file) {
        return new StoreUnreadableException(message(file));
    }

    static StoreUnreadableException of(Path file, Throwable cause) {
        return new StoreUnreadableException(message(file), cause);
    }

    private static String message(Path file) {
        return Access.denied(file) + ": run as the user that the server runs as";
    }
}
